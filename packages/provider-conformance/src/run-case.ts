import { Bench } from './bench/bench.js';
import { denialOf, gapOf, type ConformanceCase } from './case.js';
import type { CaseResult, Outcome } from './outcome.js';
import type { ConformanceSubject } from './subject.js';

/** A case that takes this long hangs: a plugin that never answers fails it. */
const DEADLINE_MS = 120_000;

/** Judges one rule in a cloud of its own. Never rejects: what goes wrong is the outcome. */
export async function runCase(one: ConformanceCase, subject: ConformanceSubject, deadlineMs = DEADLINE_MS): Promise<CaseResult> {
  const startedMs = performance.now();
  const outcome = await judge(one, subject, deadlineMs).catch((error: unknown): Outcome => ({ kind: 'failed', message: messageOf(error) }));
  return { id: one.id, title: one.title, outcome, durationMs: Math.round(performance.now() - startedMs) };
}

async function judge(one: ConformanceCase, subject: ConformanceSubject, deadlineMs: number): Promise<Outcome> {
  const bench = await Bench.open(subject);
  try {
    const denial = denialOf(one, bench.capabilities);
    if (denial !== undefined) return { kind: 'skipped', reason: denial };
    const gap = gapOf(one, bench.world);
    if (gap !== undefined) return { kind: 'not-exercised', reason: gap };
    await beforeDeadline(one.run(bench), deadlineMs);
    return { kind: 'passed' };
  } finally {
    await bench.close();
  }
}

async function beforeDeadline(work: Promise<void>, deadlineMs: number): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`it did not end within ${deadlineMs / 1_000} s`)), deadlineMs);
  try {
    await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name === 'ConformanceError' ? '' : `${error.name}: `}${error.message}` : String(error);
}
