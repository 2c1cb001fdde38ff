import type { Command } from 'commander';
import { newId, type RejectionReason, type Remedy, type RequestReceipt, systemRandom } from '@hostwright/core';
import { CommandError } from '../../cli/command-error.js';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { plural } from '../../cli/format.js';
import { configOption, outputOption, parseCount, timeoutOption, withExamples } from '../../cli/options.js';
import { type OutputForm, printJson } from '../../cli/print.js';
import { exitCodeOf, printRequest } from '../requests/print-request.js';
import { DEFAULT_WAIT_SECONDS } from '../requests/wait.js';
import { waitForRequest } from '../requests/wait-for-request.js';
import { wakeWorker } from '../wake-worker.js';

interface RequestOptions extends SiteOptions {
  readonly wait?: boolean;
  readonly timeout: number;
  readonly output: OutputForm;
}

/** Who acts next when a request was refused. */
const REJECTION_REMEDIES: Readonly<{ [Reason in RejectionReason]: Remedy }> = {
  'unknown-template': 'fix-template',
  'template-unusable': 'fix-template',
  'bad-count': 'fix-template',
  'maximum-reached': 'try-elsewhere',
};

/** `machines request`. */
export function addMachinesRequest(parent: Command, context: CommandContext): void {
  const command = parent
    .command('request')
    .argument('<template>', 'its id')
    .argument('<count>', 'how many machines', parseCount)
    .description('Ask for machines of one template. They stay until they are returned.')
    .option('--wait', 'wait until the request has ended; then 10 is the exit code when machines are missing')
    .addOption(timeoutOption(DEFAULT_WAIT_SECONDS))
    .addOption(outputOption())
    .addOption(configOption())
    .action((templateId: string, count: number, options: RequestOptions) => requestMachines(context, templateId, count, options));
  withExamples(command, [
    ['machines request small 2', 'two machines'],
    ['machines request small 2 --wait --timeout 300 --output json', 'the same; wait until they run'],
  ]);
}

async function requestMachines(context: CommandContext, templateId: string, units: number, options: RequestOptions): Promise<void> {
  const services = context.services(options);
  const commands = await services.commands();
  const receipt = await commands.requestMachines({ callId: newId(systemRandom, 'cli'), templateId, units });
  if (receipt.status === 'rejected') throw refusal(receipt);
  await wakeWorker(services);
  if (options.wait !== true) return printReceipt(context, options.output, receipt);
  const view = await waitForRequest(context, services, { requestId: receipt.requestId, timeoutSeconds: options.timeout });
  await printRequest(context, services, view, options.output);
  context.endWith(exitCodeOf(view));
}

function printReceipt({ io }: CommandContext, form: OutputForm, { requestId, status, grantedUnits, message }: RequestReceipt): void {
  if (form === 'json') return printJson(io, { requestId, status, granted: grantedUnits, message });
  io.out(`${requestId} accepted: ${plural(grantedUnits, 'machine')}.${message === '' ? '' : ` ${message}`}\n`);
  io.err(`Follow it with "host-factory requests wait ${requestId}".\n`);
}

function refusal({ reason, message, requestId }: RequestReceipt): CommandError {
  const remedy = reason === undefined ? 'fix-template' : REJECTION_REMEDIES[reason];
  const advice = reason === 'unknown-template' ? ' See "host-factory templates list".' : '';
  return new CommandError(remedy, `Refused: ${message.replace(/\.$/, '')} (${requestId}).${advice}`);
}
