import type { Command } from 'commander';
import { newId, type RejectionReason, type RequestReceipt, systemRandom } from '@hostwright/core';
import type { CommandErrorCode } from '@hostwright/service/errors';
import { afterAcceptance } from '../../cli/accepted.js';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { withExitCodes } from '../../cli/exit-code-help.js';
import { plural } from '../../cli/format.js';
import { configOption, dryRunOption, outputOption, parseCount, timeoutOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printData } from '../../cli/print.js';
import type { Services } from '../../cli/services.js';
import { exitCodeOf, printRequest } from '../requests/print-request.js';
import { DEFAULT_WAIT_SECONDS } from '../requests/wait.js';
import { waitForRequest } from '../requests/wait-for-request.js';
import { wakeWorker } from '../wake-worker.js';
import { previewRequest } from './preview-request.js';
import { unknownTemplate } from './unknown-template.js';

interface RequestOptions extends SiteOptions {
  readonly wait?: boolean;
  readonly timeout: number;
  readonly dryRun?: boolean;
  readonly output: OutputForm;
}

/** Code of a refusal. */
const REJECTION_CODES: Readonly<{ [Reason in RejectionReason]: CommandErrorCode }> = {
  'unknown-template': 'template-unknown',
  'template-unusable': 'template-unusable',
  'bad-count': 'count-refused',
  'maximum-reached': 'template-maximum-reached',
};

/** `machines request`. */
export function addMachinesRequest(parent: Command, context: CommandContext): void {
  const command = parent
    .command('request')
    .argument('<template>', 'its id')
    .argument('<count>', 'how many machines', parseCount)
    .description('Ask for machines of one template. They stay until they are returned.')
    .option('--wait', 'wait until the request has ended; then 10 is the exit code when machines are missing')
    .addOption(timeoutOption(DEFAULT_WAIT_SECONDS).implies({ wait: true }))
    .addOption(dryRunOption().conflicts('wait'))
    .addOption(outputOption())
    .addOption(configOption())
    .action((templateId: string, count: number, options: RequestOptions) =>
      options.dryRun === true
        ? previewRequest(context, { ...options, templateId, units: count })
        : requestMachines(context, templateId, count, options),
    );
  withExitCodes(command, ['fix-template', 'inspect-first', 'try-elsewhere', 'incomplete']);
  withExamples(command, [
    ['machines request small 2', 'two machines'],
    ['machines request small 2 --wait --timeout 300 --output json', 'the same; wait until they run'],
    ['machines request small 2 --dry-run', 'whether that would be accepted'],
  ]);
}

async function requestMachines(context: CommandContext, templateId: string, units: number, options: RequestOptions): Promise<void> {
  const services = context.services(options);
  const commands = await services.commands();
  const receipt = await commands.requestMachines({ callId: newId(systemRandom, 'cli'), templateId, units });
  if (receipt.status === 'rejected') throw await refusal(receipt, { templateId, services });
  await afterAcceptance(receipt.requestId, async () => {
    if (options.wait === true) return waitFor(context, services, { receipt, options });
    await wakeWorker(services);
    printReceipt(context, options.output, receipt);
  });
}

/** The id comes first, so that it is known whatever becomes of the wait. */
async function waitFor(
  context: CommandContext,
  services: Services,
  { receipt, options }: { readonly receipt: RequestReceipt; readonly options: RequestOptions },
): Promise<void> {
  const { requestId, grantedUnits, message } = receipt;
  context.io.err(`${requestId} accepted: ${plural(grantedUnits, 'machine')}.${message === '' ? '' : ` ${message}`}\n`);
  await wakeWorker(services);
  const view = await waitForRequest(context, services, { requestId, timeoutSeconds: options.timeout });
  await printRequest(context, services, view, options.output);
  context.endWith(exitCodeOf(view));
}

function printReceipt({ io }: CommandContext, form: OutputForm, { requestId, status, grantedUnits, message }: RequestReceipt): void {
  if (form !== 'table') return printData(io, form, { requestId, status, granted: grantedUnits, message });
  if (io.quiet) return io.out(`${requestId}\n`);
  io.out(`${requestId} accepted: ${plural(grantedUnits, 'machine')}.${message === '' ? '' : ` ${message}`}\n`);
  io.err(`Follow it with "host-factory requests wait ${requestId}".\n`);
}

async function refusal(
  { reason, message, requestId }: RequestReceipt,
  { templateId, services }: { readonly templateId: string; readonly services: Services },
): Promise<CommandError> {
  if (reason === 'unknown-template') return unknownTemplate(templateId, await (await services.queries()).templates());
  const code = reason === undefined ? 'count-refused' : REJECTION_CODES[reason];
  return new CommandError(code, `Refused: ${message.replace(/\.$/, '')} (${requestId}).`);
}
