import type { Command } from 'commander';
import { newId, systemRandom } from '@hostwright/core';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { plural } from '../../cli/format.js';
import { configOption, outputOption, timeoutOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printJson } from '../../cli/print.js';
import { exitCodeOf, printRequest } from '../requests/print-request.js';
import { DEFAULT_WAIT_SECONDS } from '../requests/wait.js';
import { waitForRequest } from '../requests/wait-for-request.js';
import { wakeWorker } from '../wake-worker.js';
import { findMachine } from './find-machines.js';

interface ReturnOptions extends SiteOptions {
  readonly wait?: boolean;
  readonly timeout: number;
  readonly output: OutputForm;
}

/** `machines return`. */
export function addMachinesReturn(parent: Command, context: CommandContext): void {
  const command = parent
    .command('return')
    .argument('<machine...>', 'ids or names')
    .description('Give machines back: they are terminated. Nothing is returned when one of them is not known.')
    .option('--wait', 'wait until they are gone; then 10 is the exit code when some could not be ended')
    .addOption(timeoutOption(DEFAULT_WAIT_SECONDS))
    .addOption(outputOption())
    .addOption(configOption())
    .action((words: readonly string[], options: ReturnOptions) => returnMachines(context, words, options));
  withExamples(command, [['machines return host-1 host-2 --wait', 'two machines, and wait until they are gone']]);
}

async function returnMachines(context: CommandContext, words: readonly string[], options: ReturnOptions): Promise<void> {
  const services = context.services(options);
  const [commands, queries] = await Promise.all([services.commands(), services.queries()]);
  const machines = [];
  for (const word of new Set(words)) machines.push(await findMachine(queries, word));
  const { requestId } = await commands.returnMachines({
    callId: newId(systemRandom, 'cli'),
    machines: machines.map(({ machineId, name }) => ({ machineId, name })),
  });
  await wakeWorker(services);
  if (options.wait === true) {
    const view = await waitForRequest(context, services, { requestId, timeoutSeconds: options.timeout });
    await printRequest(context, services, view, options.output);
    return context.endWith(exitCodeOf(view));
  }
  if (options.output === 'json') return printJson(context.io, { requestId, machines: machines.map(({ machineId }) => machineId) });
  context.io.out(`${requestId} accepted: ${plural(machines.length, 'machine')} will be ended.\n`);
}
