import type { Attempt, Intent, Settlement } from '../domain/intent.js';

/** Complete sweeps after the last possible effect that settle an intent without an answer. */
const QUIET_SWEEPS = 2;

/** What is known of an intent when it is judged. */
export interface SettleFacts {
  readonly intent: Intent;
  readonly attempts: readonly Attempt[];
  /** The request still wants what the intent is for: another try may be made when the last one had no effect. */
  readonly wanted: boolean;
}

/**
 * Whether what the cloud did is known for good, and how. Undefined: not yet.
 *
 * An unanswered attempt may take effect until its last moment, the transport deadline and the visibility horizon have passed and two
 * complete sweeps saw it: no refusal of a later attempt shortens that.
 */
export function settlementOf({ intent, attempts, wanted }: SettleFacts): Settlement | undefined {
  if (intent.state === 'settled') return intent.settlement;
  if (attempts.length === 0) return wanted ? undefined : 'withdrawn';
  const unanswered = attempts.some((attempt) => attempt.state === 'sending');
  if (unanswered) return intent.quietSweeps >= QUIET_SWEEPS ? 'observed' : undefined;
  if (intent.answeredParts.length >= partsOf(intent)) return attempts.some(succeeded) ? 'answered' : 'refused';
  if (attempts.some(provesEffect)) return intent.quietSweeps >= QUIET_SWEEPS ? 'observed' : undefined;
  if (wanted) return undefined;
  return attempts.some(succeeded) ? 'answered' : 'refused';
}

/** How many calls a launch takes; one before its document is frozen. */
export function partsOf({ document }: Intent): number {
  return document?.parts ?? 1;
}

function succeeded(attempt: Attempt): boolean {
  return attempt.state === 'answered' && attempt.errorClass === undefined;
}

/** "Already exists" and parameter mismatch say that an earlier try of this intent was done, although we saw no answer to it. */
export function provesEffect(attempt: Attempt): boolean {
  return attempt.state === 'answered' && attempt.errorClass === 'Conflict';
}

/** What decides which calls of a launch are made (again). */
export interface SendFacts {
  readonly intent: Intent;
  readonly attempts: readonly Attempt[];
  readonly wanted: boolean;
  /** Units of machines that bear the intent's tags. */
  readonly seenUnits: number;
  /** Provider time. */
  readonly providerNowMs: number;
  /** Provider time at which the last complete sweep of this process began; undefined before the first. */
  readonly sweptSinceMs: number | undefined;
  readonly replayHorizonMs: number;
}

/**
 * The parts of a launch that may be sent now, with the same token and document each time.
 *
 * After a lost answer: only when a complete sweep that began later shows none of the intent's machines, and only while the cloud still
 * protects the replay. Once machines are seen, or something proves effect, the intent is only observed.
 */
export function partsToSend(facts: SendFacts): readonly number[] {
  const { intent, attempts } = facts;
  if (!facts.wanted || intent.state === 'settled' || intent.document === undefined) return [];
  if (attempts.some(provesEffect)) return [];
  const replayable = intent.firstSentAtMs === undefined || facts.providerNowMs - intent.firstSentAtMs < facts.replayHorizonMs;
  const parts: number[] = [];
  for (let part = 0; part < intent.document.parts; part += 1) {
    if (intent.answeredParts.includes(part)) continue;
    const tries = attempts.filter((attempt) => attempt.part === part);
    if (tries.length === 0 || (replayable && mayRepeat(tries, facts))) parts.push(part);
  }
  return parts;
}

function mayRepeat(tries: readonly Attempt[], facts: SendFacts): boolean {
  const unanswered = tries.filter((attempt) => attempt.state === 'sending');
  if (unanswered.length === 0) return true;
  if (facts.seenUnits > 0 || tries.some(isFinalRefusal)) return false;
  const lastSentAtMs = Math.max(...unanswered.map((attempt) => attempt.sentAtMs));
  return facts.sweptSinceMs !== undefined && facts.sweptSinceMs > lastSentAtMs;
}

/** Refusals without effect after which the same call may be made again later; every other refusal is final. */
const REPEATABLE: ReadonlySet<string> = new Set(['Throttled', 'Unavailable', 'Credentials']);

/** Whether an error class leaves the call to be repeated rather than given up. */
export function isRepeatableClass(errorClass: string): boolean {
  return REPEATABLE.has(errorClass);
}

function isFinalRefusal(attempt: Attempt): boolean {
  return attempt.state === 'answered' && attempt.errorClass !== undefined && !REPEATABLE.has(attempt.errorClass);
}
