import type { Command } from 'commander';
import { HostFactoryError, type RequestView } from '@hostwright/core';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { plural } from '../../cli/format.js';
import { configOption, dryRunOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { wakeWorker } from '../wake-worker.js';
import { findRequestId } from './find-request.js';
import { requestJson } from './request-view.js';
import { requireRequest } from './require-request.js';

interface CancelOptions extends SiteOptions {
  readonly dryRun?: boolean;
  readonly output: OutputForm;
}

/** `requests cancel`. */
export function addRequestsCancel(parent: Command, context: CommandContext): void {
  const command = parent
    .command('cancel')
    .argument('<request>', 'its id, or a beginning of it that no other one has')
    .description('Cancel a request for machines: nothing more is launched, and what it got is given back. May be repeated.')
    .addOption(dryRunOption())
    .addOption(outputOption())
    .addOption(configOption())
    .action((word: string, options: CancelOptions) =>
      options.dryRun === true ? previewCancel(context, word, options) : cancelRequest(context, word, options),
    );
  withExitCodes(command, ['fix-template']);
  withExamples(command, [
    ['requests cancel req-6c605695-14e3-4060-ac75-14b6c3d3d119', 'give everything back'],
    ['requests cancel req-6c605695-14e3-4060-ac75-14b6c3d3d119 --dry-run', 'how many machines that would be'],
  ]);
}

async function cancelRequest(context: CommandContext, word: string, options: CancelOptions): Promise<void> {
  const { io } = context;
  const services = context.services(options);
  const [commands, queries] = await Promise.all([services.commands(), services.queries()]);
  const requestId = await findRequestId(queries, word);
  await commands.cancelRequest({ requestId });
  await wakeWorker(services);
  const { request } = await requireRequest(queries, requestId);
  if (options.output !== 'table') return printData(io, options.output, requestJson(request));
  if (io.quiet) return io.out(`${requestId}\n`);
  const ended = request.state === 'ended' ? `has ended (${request.outcome})` : 'is being cancelled';
  io.out(`${requestId} ${ended}.\n`);
}

async function previewCancel(context: CommandContext, word: string, options: CancelOptions): Promise<void> {
  const { io } = context;
  const queries = await context.readServices(options).queries();
  const view = await requireRequest(queries, await findRequestId(queries, word));
  const { requestId, kind, state } = view.request;
  if (kind === 'return')
    throw new HostFactoryError('RequestState', `"${requestId}" returns machines: what is on its way to its end cannot be called back.`);
  const machines = state === 'ended' ? [] : liveMachines(view);
  if (options.output !== 'table')
    return printData(io, options.output, { dryRun: true, ...requestJson(view.request), wouldReturn: machines });
  if (io.quiet) return io.out(`${requestId}\n`);
  if (state === 'ended') return io.out(`${requestId} has ended (${view.request.outcome}): nothing would be done (dry run).\n`);
  io.out(`${requestId} would be cancelled, and ${plural(machines.length, 'machine')} given back (dry run).\n`);
}

function liveMachines({ machines }: RequestView): readonly string[] {
  return machines.filter(({ goneAtMs }) => goneAtMs === undefined).map(({ machineId }) => machineId);
}
