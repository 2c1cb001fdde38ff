import type { Breaker } from '../domain/connection.js';
import type { ProviderError, ProviderErrorClass } from '../provider/errors.js';
import { hasCome } from './due.js';
import type { EngineTiming } from './timing.js';

/** No failures. */
export const CLOSED_BREAKER: Breaker = {
  failures: 0,
  openUntilMs: undefined,
  lastErrorClass: undefined,
  lastMessage: undefined,
};

/** Failures of the connection as a whole; a full zone or a bad template says nothing of the connection. */
const COUNTED: ReadonlySet<ProviderErrorClass> = new Set(['Unavailable', 'OutcomeUnknown', 'Throttled', 'ContractViolation']);
/** Nothing will succeed before somebody acts: open at the first. */
const AT_ONCE: ReadonlySet<ProviderErrorClass> = new Set(['Credentials', 'InvalidSettings']);

/** The breaker after a failure. */
export function breakerAfterFailure(breaker: Breaker, error: ProviderError, nowMs: number, timing: EngineTiming): Breaker {
  if (!COUNTED.has(error.errorClass) && !AT_ONCE.has(error.errorClass)) return breaker;
  const failures = breaker.failures + 1;
  const facts = { failures, lastErrorClass: error.errorClass, lastMessage: error.message };
  const beyond = AT_ONCE.has(error.errorClass) ? failures - 1 : failures - timing.breakerFailures;
  if (beyond < 0) return { ...facts, openUntilMs: undefined };
  const openMs = Math.min(timing.breakerMaxMs, timing.breakerMinMs * 2 ** Math.min(beyond, 20));
  return { ...facts, openUntilMs: nowMs + openMs };
}

/** Whether calls are held back. When the time is up, the next sweep is the probe. */
export function isBreakerOpen(breaker: Breaker, nowMs: number, timing: Pick<EngineTiming, 'breakerMaxMs'>): boolean {
  return !hasCome(breaker.openUntilMs, nowMs, timing.breakerMaxMs);
}
