import { type Command, Option } from 'commander';
import type { MachineQuery } from '@hostwright/core';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { machinePages } from '../../cli/pages.js';
import { type OutputForm, printList } from '../../cli/print.js';
import { machineColumns, machineJson, type MachineRow } from './machine-view.js';
import { providerNames } from './provider-names.js';

interface ListOptions extends SiteOptions {
  readonly all?: boolean;
  readonly template?: string;
  readonly request?: string;
  readonly connection?: string;
  readonly orphans?: boolean;
  readonly output: OutputForm;
}

/** `machines list`. */
export function addMachinesList(parent: Command, context: CommandContext): void {
  const command = parent
    .command('list')
    .description('List machines, as the store knows them: live ones, unless --all is given.')
    .option('--all', 'also those that have ended')
    .option('--template <id>', 'only those of this template')
    .option('--request <id>', 'only those launched for this request')
    .option('--connection <name>', 'only those of this connection')
    .addOption(new Option('--orphans', 'only those that carry our tags and that no request explains'))
    .addOption(outputOption())
    .addOption(configOption())
    .action((options: ListOptions) => listMachines(context, options));
  withExamples(command, [
    ['machines list', 'live machines'],
    ['machines list --template small --output json', 'live machines of one template, as a JSON array'],
  ]);
}

async function listMachines(context: CommandContext, options: ListOptions): Promise<void> {
  const services = context.services(options);
  const [queries, providerOf] = await Promise.all([services.queries(), providerNames(services)]);
  const rows = async function* (): AsyncGenerator<readonly MachineRow[]> {
    for await (const page of machinePages(queries, toQuery(options))) {
      yield page.map((machine) => ({ machine, provider: providerOf(machine.connection) }));
    }
  };
  await printList(context.io, rows(), {
    form: options.output,
    columns: machineColumns(context.clock.now()),
    toJson: machineJson,
    nothing: options.all === true ? 'No machines.' : 'No live machines. Those that have ended: host-factory machines list --all',
  });
}

function toQuery({ all, template, request, connection, orphans }: ListOptions): MachineQuery {
  return {
    ...(all !== true && { live: true }),
    ...(template !== undefined && { templateId: template }),
    ...(request !== undefined && { requestId: request }),
    ...(connection !== undefined && { connection }),
    ...(orphans === true && { orphan: true }),
  };
}
