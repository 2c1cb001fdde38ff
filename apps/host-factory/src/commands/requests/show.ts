import type { Command } from 'commander';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { configOption, outputOption, withExamples } from '../../cli/options.js';
import type { OutputForm } from '../../cli/print.js';
import { printRequest } from './print-request.js';
import { requireRequest } from './require-request.js';

interface ShowOptions extends SiteOptions {
  readonly output: OutputForm;
}

/** `requests show`. */
export function addRequestsShow(parent: Command, context: CommandContext): void {
  const command = parent
    .command('show')
    .argument('<request>', 'its id')
    .description('Show one request with its machines.')
    .addOption(outputOption())
    .addOption(configOption())
    .action((requestId: string, options: ShowOptions) => showRequest(context, requestId, options));
  withExamples(command, [['requests show req-6c605695-14e3-4060-ac75-14b6c3d3d119', 'state, outcome, reasons and machines']]);
}

async function showRequest(context: CommandContext, requestId: string, options: ShowOptions): Promise<void> {
  const services = context.services(options);
  await printRequest(context, services, await requireRequest(await services.queries(), requestId), options.output);
}
