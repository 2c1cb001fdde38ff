import type { MissingReason } from '../domain/intent.js';
import type { Request } from '../domain/request.js';
import type { RejectionReason, RequestReceipt } from './commands-api.js';
import { HostFactoryError } from '../ports/errors.js';

/** How a refusal is written into a request's reasons. */
const REASON_NAMES: Readonly<{ [Reason in RejectionReason]: string }> = {
  'unknown-template': 'UnknownTemplate',
  'template-unusable': 'InvalidTemplate',
  'bad-count': 'BadCount',
  'maximum-reached': 'MaximumReached',
};

const REASONS: ReadonlyMap<string, RejectionReason> = new Map(
  Object.entries(REASON_NAMES).map(([reason, name]) => [name, reason as RejectionReason]),
);

/** The reason of a request that was refused at intake, as it is stored. */
export function rejectionReason(reason: RejectionReason, units: number, message: string): MissingReason {
  return { units, reason: REASON_NAMES[reason], code: undefined, message };
}

/** What a request's caller is told; from the stored request alone, so that the second call is told the same. */
export function receiptOf(request: Request, repeated: boolean): RequestReceipt {
  const { requestId, outcome } = request;
  const [refusal] = request.reasons;
  if (outcome === 'rejected' && refusal !== undefined) {
    const reason = REASONS.get(refusal.reason);
    return { requestId, status: 'rejected', reason, message: refusal.message, grantedUnits: 0, repeated };
  }
  const grantedUnits = request.kind === 'acquire' ? request.grantedUnits : 0;
  return { requestId, status: 'accepted', reason: undefined, message: '', grantedUnits, repeated };
}

/** The first call's receipt; a call id that stands for something else is a mistake of the caller, not a repetition. */
export function repeatedReceipt(request: Request, kind: Request['kind']): RequestReceipt {
  if (request.kind === kind) return receiptOf(request, true);
  throw new HostFactoryError(
    'RequestState',
    `call id '${request.callId}' belongs to the ${request.kind} request ${request.requestId}: mint a new one for each ${kind} request`,
  );
}

const MAX_CALL_ID_LENGTH = 100;

/** @throws {HostFactoryError} `InvalidCall` when it cannot name a call */
export function checkCallId(callId: string): void {
  if (typeof callId === 'string' && callId !== '' && callId.length <= MAX_CALL_ID_LENGTH) return;
  throw new HostFactoryError(
    'InvalidCall',
    `a call id has 1 to ${MAX_CALL_ID_LENGTH} characters: mint one before the first try of each call`,
  );
}
