import type { RequestReceipt, RequestView, Tag } from '@hostwright/core';
import type { ReceiptDocument } from '../render/documents.js';
import { mergeEnvironment, parseRequestMachines, type RequestMachinesInput } from '../parse/request-machines.js';
import { RC_ACCOUNT_TAG } from '../render/create-request.js';
import { describeReasons, errorCodeOf } from '../render/reasons.js';
import { type FailureKind, failed, succeeded } from './answer.js';
import type { Answer, CallContext, CallInfo } from './options.js';
import { waitUntil, wake } from './wait.js';

/** Commits a request for machines and answers its id. Launching is the engine's work; LSF waits a while for its first answer. */
export async function requestMachines(context: CallContext, inputText: string, info: CallInfo): Promise<Answer> {
  const input = parseRequestMachines(inputText);
  const receipt = await context.commands.requestMachines({
    callId: info.callId,
    templateId: input.templateId,
    units: input.machineCount,
    tags: input.rcAccount === undefined ? [] : [{ key: RC_ACCOUNT_TAG, value: input.rcAccount }],
    environment: environmentOf(input, context),
    pollWithinMs: context.timing.pollWithinMs,
  });
  if (receipt.status === 'rejected') return rejected(context, receipt);
  if (context.dialect === 'lsf') return answerAfterFirstLaunch(context, info, receipt, input);
  await wake(context, info);
  return accepted(context, receipt, input);
}

/** LSF's machines are told where they come from, beside the request's own user data. */
function environmentOf(input: RequestMachinesInput, context: CallContext): readonly Tag[] {
  if (context.dialect === 'symphony') return input.environment;
  return mergeEnvironment(
    input.environment,
    pair('rc_account', input.rcAccount),
    pair('template_id', input.templateId),
    pair('clustername', context.clusterName),
    pair('providerName', context.providerName),
  );
}

function pair(key: string, value: string | undefined): readonly Tag[] {
  return value === undefined ? [] : [{ key, value }];
}

/** Refusals after which the same request may be granted later. */
const PASSING: ReadonlySet<RequestReceipt['reason']> = new Set(['maximum-reached']);

function rejected(context: CallContext, receipt: RequestReceipt): Answer {
  const kind: FailureKind = PASSING.has(receipt.reason) ? 'warning' : 'error';
  return failed(context.dialect, kind, `requestMachines: ${receipt.message}`);
}

function accepted(context: CallContext, receipt: RequestReceipt, input: RequestMachinesInput): Answer {
  const document: ReceiptDocument = {
    ...(context.dialect === 'lsf' && { status: 'running' as const }),
    message: acceptanceOf(receipt, input),
    requestId: receipt.requestId,
  };
  return succeeded(document);
}

function acceptanceOf(receipt: RequestReceipt, input: RequestMachinesInput): string {
  if (receipt.grantedUnits >= input.machineCount) return 'Request accepted.';
  return `Request accepted for ${receipt.grantedUnits} of ${input.machineCount}: the template's maximum leaves no more.`;
}

/**
 * LSF backs off from a template that has no capacity only when this very call fails with a code. It may fail only when nothing of the
 * request can come to life any more; otherwise the id is answered and LSF asks for its status.
 */
async function answerAfterFirstLaunch(
  context: CallContext,
  info: CallInfo,
  receipt: RequestReceipt,
  input: RequestMachinesInput,
): Promise<Answer> {
  await waitUntil(context, info, {
    waitMs: context.timing.launchWaitMs,
    condition: async () => hasFirstAnswer(await context.queries.request(receipt.requestId)),
  });
  const view = await readAfterAcceptance(context, receipt.requestId);
  return view !== undefined && isRefusedForGood(view) ? launchFailed(view) : accepted(context, receipt, input);
}

function hasFirstAnswer(view: RequestView | undefined): boolean {
  return view !== undefined && (view.request.state === 'ended' || view.machines.length > 0);
}

/** The request stands, whether or not it can be read back: it is never answered as failed because of that. */
async function readAfterAcceptance(context: CallContext, requestId: string): Promise<RequestView | undefined> {
  try {
    return await context.queries.request(requestId);
  } catch {
    return undefined;
  }
}

function isRefusedForGood({ request, unsettledIntents }: RequestView): boolean {
  if (request.state !== 'ended' || unsettledIntents > 0) return false;
  return request.outcome === 'failed' || request.outcome === 'rejected';
}

/** Reasons that somebody has to act upon; LSF need not try again before. */
const FATAL: ReadonlySet<string> = new Set(['Credentials', 'PermissionDenied', 'InvalidTemplate', 'InvalidSettings', 'Unsupported']);

function launchFailed({ request }: RequestView): Answer {
  const code = errorCodeOf(request.reasons);
  const why = describeReasons(request.reasons) || 'nothing was launched';
  const kind = request.reasons.some((reason) => !FATAL.has(reason.reason)) ? 'warning' : 'error';
  return failed('lsf', kind, `Launch failed: ${why}.${code === undefined ? '' : ` Error Code: ${code}`}`);
}
