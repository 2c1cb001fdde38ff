import { type Command, Option } from 'commander';
import { nearest } from '@hostwright/service/errors';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext } from '../../cli/context.js';
import { withExamples } from '../../cli/options.js';
import { type DataForm, printData } from '../../cli/print.js';

interface SchemaOptions {
  readonly output: DataForm;
}

const FORMS: readonly DataForm[] = ['json', 'yaml'];
const DEFAULT_NAME = 'configuration';

/** `config schema`. */
export function addConfigSchema(parent: Command, context: CommandContext): void {
  const command = parent
    .command('schema')
    .argument('[name]', '"configuration", "templates", or a call of Host Factory such as "requestMachines"', DEFAULT_NAME)
    .description('Print the JSON Schema of a file, or of what a call of Host Factory takes and answers.')
    .addOption(new Option('-o, --output <form>', 'form of the result').choices(FORMS).default('json'))
    .action((name: string, options: SchemaOptions) => printSchema(context, name, options));
  withExamples(command, [
    ['config schema', 'for an editor that checks hostwright.yaml'],
    ['config schema requestMachines', 'what the call takes'],
    ['config schema requestMachines.output.lsf', 'what it answers to LSF'],
  ]);
}

async function printSchema({ io }: CommandContext, name: string, { output }: SchemaOptions): Promise<void> {
  const { SCHEMAS } = await import('./published-schemas.js');
  const names = Object.keys(SCHEMAS);
  const found = [name, `${name}.input`].find((candidate) => names.includes(candidate));
  if (found === undefined) throw new CommandError('schema-unknown', unknown(name, names));
  printData(io, output, SCHEMAS[found]);
}

function unknown(name: string, names: readonly string[]): string {
  const shortNames = names.map((known) => known.replace(/\.input$/, ''));
  const meant = nearest(name, [...names, ...shortNames]);
  return `There is no schema "${name}"; ${meant === undefined ? `there are ${shortNames.join(', ')}.` : `did you mean "${meant}"?`}`;
}
