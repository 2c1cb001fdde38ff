import type { DomainEvent } from '../domain/events.js';
import type { RequestOutcome, ReturnRequest } from '../domain/request.js';

/** The request, ended once none of its entries is pending. */
export function closeReturn(request: ReturnRequest, nowMs: number): ReturnRequest {
  if (request.targets.some((target) => target.state === 'pending')) return request;
  return { ...request, state: 'ended', outcome: outcomeOf(request), endedAtMs: nowMs };
}

/** What an ended return request has to tell; nothing while it is open. */
export function returnEndEvents({ requestId, outcome }: ReturnRequest): readonly DomainEvent[] {
  return outcome === undefined ? [] : [{ type: 'RequestEnded', requestId, outcome, reasons: [] }];
}

function outcomeOf(request: ReturnRequest): RequestOutcome {
  const failed = request.targets.filter((target) => target.state === 'failed').length;
  if (failed === 0) return 'fulfilled';
  return failed === request.targets.length ? 'failed' : 'partial';
}
