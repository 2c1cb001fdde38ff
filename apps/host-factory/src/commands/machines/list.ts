import type { Command } from 'commander';
import type { Machine, MachineQuery } from '@hostwright/core';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { configOption, outputOption, watchOption, withExamples } from '../../cli/options.js';
import { allRows, machinePages } from '../../cli/pages.js';
import { type ListOutput, type OutputForm, printList } from '../../cli/print.js';
import type { Services } from '../../cli/services.js';
import { watchRows } from '../../cli/watch.js';
import { findRequestId } from '../requests/find-request.js';
import { machineColumns, machineJson, type MachineRow } from './machine-view.js';
import { providerNames } from './provider-names.js';
import { hintAtFilters } from './unknown-filter.js';

interface ListOptions extends SiteOptions {
  readonly all?: boolean;
  readonly template?: string;
  readonly request?: string;
  readonly connection?: string;
  readonly orphans?: boolean;
  readonly watch?: boolean;
  readonly output: OutputForm;
}

/** `machines list`. */
export function addMachinesList(parent: Command, context: CommandContext): void {
  const command = parent
    .command('list')
    .description('List machines, as the store knows them: live ones, unless --all is given.')
    .option('--all', 'also those that have ended')
    .option('--template <id>', 'only those of this template')
    .option('--request <id>', 'only those launched for this request; the beginning of its id is enough')
    .option('--connection <name>', 'only those of this connection')
    .option('--orphans', 'only those that carry our tags and that no request explains')
    .addOption(watchOption())
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: ListOptions) => listMachines(context, options));
  withExitCodes(command, ['fix-template']);
  withExamples(command, [
    ['machines list', 'live machines'],
    ['machines list --template small --output json', 'live machines of one template, as a JSON array'],
    ['machines list --all --quiet', 'the ids alone, one a line'],
  ]);
}

async function listMachines(context: CommandContext, options: ListOptions): Promise<void> {
  const { io } = context;
  const services = context.services(options);
  const [queries, providerOf] = await Promise.all([services.queries(), providerNames(services)]);
  const query = toQuery(options, options.request === undefined ? undefined : await findRequestId(queries, options.request));
  const toRow = (machine: Machine): MachineRow => ({ machine, provider: providerOf(machine.connection) });
  let isEmpty = true;
  const pages = async function* (): AsyncGenerator<readonly MachineRow[]> {
    for await (const page of machinePages(queries, query)) {
      isEmpty &&= page.length === 0;
      yield page.map(toRow);
    }
  };
  const output = (nowMs: number): ListOutput<MachineRow> => ({
    form: options.output,
    columns: machineColumns(nowMs),
    toJson: machineJson,
    nothing: options.all === true ? 'No machines.' : 'No live machines. Those that have ended: host-factory machines list --all',
  });
  if (options.watch === true) {
    return watchRows(context, {
      load: () => allRows(pages()),
      keyOf: ({ machine }) => `${machine.connection}/${machine.machineId}`,
      last: async ({ machine }) => {
        const found = await queries.machines({ machineIds: [machine.machineId], connection: machine.connection });
        return found[0] && toRow(found[0]);
      },
      output,
    });
  }
  await printList(io, pages(), output(context.clock.now()));
  if (isEmpty) await hint(context, services, options);
}

async function hint({ io }: CommandContext, services: Services, { template, connection }: ListOptions): Promise<void> {
  const { templates, connections } = await services.configuration();
  hintAtFilters(io, [
    { option: '--template', word: template, known: templates.map(({ templateId }) => templateId) },
    { option: '--connection', word: connection, known: connections.map(({ name }) => name) },
  ]);
}

function toQuery({ all, template, connection, orphans }: ListOptions, requestId: string | undefined): MachineQuery {
  return {
    ...(all !== true && { live: true }),
    ...(template !== undefined && { templateId: template }),
    ...(requestId !== undefined && { requestId }),
    ...(connection !== undefined && { connection }),
    ...(orphans === true && { orphan: true }),
  };
}
