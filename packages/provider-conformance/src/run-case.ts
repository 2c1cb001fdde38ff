import { Bench } from './bench/bench.js';
import { denialOf, gapOf, type ConformanceCase } from './case.js';
import type { CaseResult, Outcome } from './outcome.js';
import { catchingStrays } from './stray-rejections.js';
import type { ConformanceSubject } from './subject.js';

/** A case that takes this long hangs: a plugin that never answers fails it. */
const DEADLINE_MS = 120_000;

/** Judges one rule in a cloud of its own. Never rejects: what goes wrong is the outcome. */
export async function runCase(one: ConformanceCase, subject: ConformanceSubject, deadlineMs = DEADLINE_MS): Promise<CaseResult> {
  const startedMs = performance.now();
  const { value, strays } = await catchingStrays(() => judge(one, subject, deadlineMs));
  const outcome =
    value.kind === 'passed' && strays.length > 0 ? failed(strays[0], 'a promise was rejected and nobody waited for it: ') : value;
  return { id: one.id, title: one.title, outcome, durationMs: Math.round(performance.now() - startedMs) };
}

async function judge(one: ConformanceCase, subject: ConformanceSubject, deadlineMs: number): Promise<Outcome> {
  let bench: Bench;
  try {
    bench = await beforeDeadline(Bench.open(subject), deadlineMs);
  } catch (error) {
    return failed(error, 'the world did not open: ');
  }
  const outcome = await judgeOn(bench, one, deadlineMs).catch((error: unknown) => failed(error));
  try {
    await beforeDeadline(bench.close(), deadlineMs);
  } catch (error) {
    // What went wrong first says more.
    if (outcome.kind !== 'failed') return failed(error, 'dispose() or the end of the world failed: ');
  }
  return outcome;
}

async function judgeOn(bench: Bench, one: ConformanceCase, deadlineMs: number): Promise<Outcome> {
  const denial = denialOf(one, bench.capabilities);
  if (denial !== undefined) return { kind: 'skipped', reason: denial };
  const gap = gapOf(one, bench.world, bench.subject);
  if (gap !== undefined) return { kind: 'not-exercised', reason: gap };
  await beforeDeadline(one.run(bench), deadlineMs);
  return { kind: 'passed' };
}

async function beforeDeadline<Value>(work: Promise<Value>, deadlineMs: number): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`it did not end within ${deadlineMs / 1_000} s`)), deadlineMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function failed(error: unknown, before = ''): Outcome {
  const text = error instanceof Error ? `${error.name === 'ConformanceError' ? '' : `${error.name}: `}${error.message}` : String(error);
  return { kind: 'failed', message: `${before}${text}` };
}
