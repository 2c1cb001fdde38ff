import type { Command } from 'commander';
import { type Machine, newId, type Queries, systemRandom } from '@hostwright/core';
import { afterAcceptance } from '../../cli/accepted.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { plural } from '../../cli/format.js';
import { configOption, dryRunOption, outputOption, timeoutOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import type { Services } from '../../cli/services.js';
import { printable } from '../../cli/table.js';
import { exitCodeOf, printRequest } from '../requests/print-request.js';
import { DEFAULT_WAIT_SECONDS } from '../requests/wait.js';
import { waitForRequest } from '../requests/wait-for-request.js';
import { wakeWorker } from '../wake-worker.js';
import { findMachine } from './find-machines.js';

interface ReturnOptions extends SiteOptions {
  readonly wait?: boolean;
  readonly timeout: number;
  readonly dryRun?: boolean;
  readonly output: OutputForm;
}

/** `machines return`. */
export function addMachinesReturn(parent: Command, context: CommandContext): void {
  const command = parent
    .command('return')
    .argument('<machine...>', 'ids or names')
    .description('Give machines back: they are terminated. Nothing is returned when one of them is not known.')
    .option('--wait', 'wait until they are gone; then 10 is the exit code when some could not be ended')
    .addOption(timeoutOption(DEFAULT_WAIT_SECONDS).implies({ wait: true }))
    .addOption(dryRunOption().conflicts('wait'))
    .addOption(outputOption())
    .addOption(configOption())
    .action((words: readonly string[], options: ReturnOptions) => returnMachines(context, words, options));
  withExitCodes(command, ['fix-template', 'inspect-first', 'incomplete']);
  withExamples(command, [
    ['machines return host-1 host-2 --wait', 'two machines, and wait until they are gone'],
    ['machines return host-1 host-2 --dry-run', 'which machines that would be'],
  ]);
}

async function returnMachines(context: CommandContext, words: readonly string[], options: ReturnOptions): Promise<void> {
  if (options.dryRun === true) return previewReturn(context, words, options);
  const services = context.services(options);
  const [commands, queries] = await Promise.all([services.commands(), services.queries()]);
  const machines = await findAll(queries, words);
  const { requestId } = await commands.returnMachines({
    callId: newId(systemRandom, 'cli'),
    machines: machines.map(({ machineId, name }) => ({ machineId, name })),
  });
  await afterAcceptance(requestId, async () => {
    if (options.wait === true) return waitForReturn(context, services, { requestId, machines, options });
    await wakeWorker(services);
    if (options.output !== 'table') return printData(context.io, options.output, { requestId, machines: idsOf(machines) });
    context.io.out(context.io.quiet ? `${requestId}\n` : acceptedText(requestId, machines));
  });
}

async function waitForReturn(
  context: CommandContext,
  services: Services,
  accepted: { readonly requestId: string; readonly machines: readonly Machine[]; readonly options: ReturnOptions },
): Promise<void> {
  const { requestId, machines, options } = accepted;
  context.io.err(acceptedText(requestId, machines));
  await wakeWorker(services);
  const view = await waitForRequest(context, services, { requestId, timeoutSeconds: options.timeout });
  await printRequest(context, services, view, options.output);
  context.endWith(exitCodeOf(view));
}

async function previewReturn(context: CommandContext, words: readonly string[], options: ReturnOptions): Promise<void> {
  const { io } = context;
  const machines = await findAll(await context.readServices(options).queries(), words);
  const live = machines.filter(({ goneAtMs }) => goneAtMs === undefined);
  if (options.output !== 'table') return printData(io, options.output, { dryRun: true, machines: idsOf(live) });
  if (io.quiet)
    return io.out(
      idsOf(live)
        .map((machineId) => `${machineId}\n`)
        .join(''),
    );
  for (const { machineId, name, connection } of live) io.out(`${machineId} (${printable(name)}, ${connection})\n`);
  io.out(`${plural(live.length, 'machine')} would be ended (dry run).\n`);
}

async function findAll(queries: Queries, words: readonly string[]): Promise<readonly Machine[]> {
  const machines = new Map<string, Machine>();
  for (const word of new Set(words)) {
    const machine = await findMachine(queries, word);
    machines.set(`${machine.connection}/${machine.machineId}`, machine);
  }
  return [...machines.values()];
}

function idsOf(machines: readonly Machine[]): readonly string[] {
  return machines.map(({ machineId }) => machineId);
}

function acceptedText(requestId: string, machines: readonly Machine[]): string {
  return `${requestId} accepted: ${plural(machines.length, 'machine')} will be ended.\n`;
}
