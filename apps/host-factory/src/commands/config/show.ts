import type { Command } from 'commander';
import { type DescribedValue, describeSite, tellPlace, type ValueOrigin } from '@hostwright/service/configuration';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printList } from '../../cli/print.js';
import type { Column } from '../../cli/table.js';

interface ShowOptions extends SiteOptions {
  readonly origin?: boolean;
  readonly output: OutputForm;
}

/** `config show`. */
export function addConfigShow(parent: Command, context: CommandContext): void {
  const command = parent
    .command('show')
    .description('Show every value that is in effect, defaults included. Secrets are shown as ***. Calls no cloud.')
    .option('--origin', 'also where each value comes from: file, line and column, a variable, or the default')
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: ShowOptions) => showConfiguration(context, options));
  withExamples(command, [
    ['config show', 'what is in effect'],
    ['config show --origin --output json', 'the same for programs, with the origin of each value'],
  ]);
}

async function showConfiguration({ io, environment, program }: CommandContext, options: ShowOptions): Promise<void> {
  const { config: configDirectory, origin = false, output } = options;
  const values = await describeSite({ configDirectory, environment, programDirectory: program.packageDirectory });
  const pages = async function* (): AsyncGenerator<readonly DescribedValue[]> {
    yield values;
  };
  const columns: readonly Column<DescribedValue>[] = [
    { title: 'key', value: ({ key }) => key },
    { title: 'value', value: ({ value }) => valueText(value) },
  ];
  await printList(io, pages(), {
    form: output,
    columns: origin ? [...columns, { title: 'origin', value: (row) => originText(row.origin) }] : columns,
    toJson: (row) => (origin ? row : { key: row.key, value: row.value }),
    nothing: 'Nothing is configured.',
  });
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function originText(origin: ValueOrigin): string {
  switch (origin.kind) {
    case 'file': {
      const { file, line, column, variables } = origin;
      const place = tellPlace(file, { line, column });
      return variables.length === 0 ? place : `${place} (${variables.join(', ')})`;
    }
    case 'environment':
      return origin.variable;
    case 'option':
      return origin.option;
    case 'default':
      return 'default';
    default:
      return origin satisfies never;
  }
}
