import type { Command } from 'commander';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { configOption, outputOption, timeoutOption, withExamples } from '../../cli/options.js';
import type { OutputForm } from '../../cli/print.js';
import { findRequestId } from './find-request.js';
import { exitCodeOf, printRequest } from './print-request.js';
import { waitForRequest } from './wait-for-request.js';

interface WaitOptions extends SiteOptions {
  readonly timeout: number;
  readonly output: OutputForm;
}

/** How long a command waits for a request unless told otherwise: a little more than the engine gives it. */
export const DEFAULT_WAIT_SECONDS = 35 * 60;

/** `requests wait`. */
export function addRequestsWait(parent: Command, context: CommandContext): void {
  const command = parent
    .command('wait')
    .argument('<request>', 'its id, or a beginning of it that no other one has')
    .description('Wait until a request has ended, and show it. Ends with 10 when it did not get all that was asked for.')
    .addOption(timeoutOption(DEFAULT_WAIT_SECONDS))
    .addOption(outputOption())
    .addOption(configOption())
    .action((word: string, options: WaitOptions) => waitRequest(context, word, options));
  withExitCodes(command, ['fix-template', 'incomplete']);
  withExamples(command, [['requests wait req-6c605695-14e3-4060-ac75-14b6c3d3d119 --timeout 60', 'at most a minute']]);
}

async function waitRequest(context: CommandContext, word: string, options: WaitOptions): Promise<void> {
  const services = context.services(options);
  const requestId = await findRequestId(await services.queries(), word);
  const view = await waitForRequest(context, services, { requestId, timeoutSeconds: options.timeout });
  await printRequest(context, services, view, options.output);
  context.endWith(exitCodeOf(view));
}
