import type { Intent } from '../domain/intent.js';
import type { AcquireRequest } from '../domain/request.js';

/** Both clocks, as they stand when something is judged. */
export interface Times {
  readonly nowMs: number;
  /** Undefined while the provider's time is not known. */
  readonly providerNowMs: number | undefined;
}

/**
 * How old a request is. Once something was sent, the cloud's clock tells: ours may have been set meanwhile, and what a request has is
 * ended by its age.
 */
export function requestAgeMs(request: AcquireRequest, launches: readonly Intent[], times: Times): number {
  const first = launches.find((intent) => intent.operation === 'launch' && intent.firstSentAtMs !== undefined);
  if (first?.firstSentAtMs === undefined || times.providerNowMs === undefined) return times.nowMs - request.createdAtMs;
  const beforeMs = Math.min(lifeMs(request), Math.max(0, first.createdAtMs - request.createdAtMs));
  return beforeMs + times.providerNowMs - first.firstSentAtMs;
}

/** Whether a request may start nothing more. */
export function isPastDeadline(request: AcquireRequest, launches: readonly Intent[], times: Times): boolean {
  return requestAgeMs(request, launches, times) >= lifeMs(request);
}

function lifeMs(request: AcquireRequest): number {
  return request.deadlineAtMs - request.createdAtMs;
}
