import type { Command } from 'commander';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printJson } from '../../cli/print.js';
import { wakeWorker } from '../wake-worker.js';
import { requestJson } from './request-view.js';
import { requireRequest } from './require-request.js';

interface CancelOptions extends SiteOptions {
  readonly output: OutputForm;
}

/** `requests cancel`. */
export function addRequestsCancel(parent: Command, context: CommandContext): void {
  const command = parent
    .command('cancel')
    .argument('<request>', 'its id')
    .description('Cancel a request for machines: nothing more is launched, and what it got is given back. May be repeated.')
    .addOption(outputOption())
    .addOption(configOption())
    .action((requestId: string, options: CancelOptions) => cancelRequest(context, requestId, options));
  withExamples(command, [['requests cancel req-6c605695-14e3-4060-ac75-14b6c3d3d119', 'give everything back']]);
}

async function cancelRequest(context: CommandContext, requestId: string, options: CancelOptions): Promise<void> {
  const services = context.services(options);
  const [commands, queries] = await Promise.all([services.commands(), services.queries()]);
  await commands.cancelRequest({ requestId });
  await wakeWorker(services);
  const { request } = await requireRequest(queries, requestId);
  if (options.output === 'json') return printJson(context.io, requestJson(request));
  const ended = request.state === 'ended' ? `has ended (${request.outcome})` : 'is being cancelled';
  context.io.out(`${requestId} ${ended}.\n`);
}
