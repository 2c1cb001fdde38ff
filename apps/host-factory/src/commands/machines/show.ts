import type { Command } from 'commander';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printObject } from '../../cli/print.js';
import { findMachine } from './find-machines.js';
import { machineFields, machineJson } from './machine-view.js';
import { providerNames } from './provider-names.js';

interface ShowOptions extends SiteOptions {
  readonly output: OutputForm;
}

/** `machines show`. */
export function addMachinesShow(parent: Command, context: CommandContext): void {
  const command = parent
    .command('show')
    .argument('<machine>', 'its id or name')
    .description('Show one machine.')
    .addOption(outputOption())
    .addOption(configOption())
    .action((word: string, options: ShowOptions) => showMachine(context, word, options));
  withExitCodes(command, ['fix-template']);
  withExamples(command, [['machines show host-1', 'by name']]);
}

async function showMachine(context: CommandContext, word: string, options: ShowOptions): Promise<void> {
  const services = context.services(options);
  const [queries, providerOf] = await Promise.all([services.queries(), providerNames(services)]);
  const machine = await findMachine(queries, word);
  const row = { machine, provider: providerOf(machine.connection) };
  printObject(context.io, options.output, machineJson(row), machineFields(row));
}
