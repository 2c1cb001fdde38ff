import type { Engine } from '@hostwright/core';
import { releaseDeadLeases } from '../agent/engine/dead-leases.js';
import { setUpEngine } from '../agent/engine/set-up.js';
import { type HeldLock, tryLock } from '../agent/lock.js';
import type { WorkedBy } from './answer-call.js';
import { noteBrokenConnections } from './broken-connections.js';
import { isInTheAir } from './in-the-air.js';
import { pollUntil } from './poll.js';
import type { WaitRequest, WakeContext } from './wake-and-wait.js';

/** A call that waits for nothing waits this long for its turn. */
const TURN_MS = 1_500;
/** A call that waits for nothing works this long at most: enough to launch what was just asked for. */
const STEPS_MS = 2_500;
/**
 * Until the cloud was looked at, nothing is brought forward. On a busy host, loading a plugin's SDK and the first look may take longer than a
 * call works: without this much more, no call would ever come further than that.
 */
const FIRST_LOOK_MS = 20_000;
/** A launch or termination that is under way when the time is up gets this much longer, so that its answer is not lost. */
const OVERTIME_MS = 10_000;
/** What does not end then is left behind: sweeps find out what became of it. */
const PATIENCE_MS = 1_000;

/**
 * Works on what is open in this process, for a bounded time. One process at a time does so; the others wait for what it achieves, and for
 * their own turn: whoever works may have looked for the last time before they came. Loads the plugins.
 */
export async function workInline(context: WakeContext, request: WaitRequest): Promise<WorkedBy> {
  const { clock } = context;
  const endAt = clock.monotonic() + request.waitMs;
  const lock = await takeTurn(context, request);
  if (lock === undefined) return 'other';
  const finished = new AbortController();
  try {
    const waitMs = Math.max(0, endAt - clock.monotonic());
    const longestMs = longestWorkMs(waitMs) + PATIENCE_MS;
    const patience = clock.sleep(longestMs, finished.signal).catch(() => undefined);
    await Promise.race([work(context, { ...request, waitMs }), patience]);
    return 'self';
  } finally {
    finished.abort();
    lock.release();
  }
}

/** Undefined when what is waited for came to be, or the time was up, while another process worked. */
async function takeTurn({ clock, runtime }: WakeContext, { until, waitMs, signal }: WaitRequest): Promise<HeldLock | undefined> {
  let lock = tryLock(runtime.lockPath);
  const isOver = async (): Promise<boolean> => {
    if (await until()) return true;
    lock = tryLock(runtime.lockPath);
    return lock !== undefined;
  };
  if (lock === undefined) await pollUntil({ clock, until: isOver, waitMs: Math.max(waitMs, TURN_MS), signal });
  return lock;
}

function longestWorkMs(waitMs: number): number {
  return Math.max(waitMs, STEPS_MS) + FIRST_LOOK_MS + STEPS_MS + OVERTIME_MS;
}

async function work(context: WakeContext, request: WaitRequest): Promise<void> {
  await releaseDeadLeases(context);
  const { engine, broken } = await setUpEngine(context);
  try {
    await noteBrokenConnections(context.store, broken);
    await drive(context, request, engine);
  } finally {
    await engine.dispose();
  }
}

async function drive({ store, clock }: WakeContext, { until, waitMs, signal }: WaitRequest, engine: Engine): Promise<void> {
  const budgetMs = Math.max(waitMs, STEPS_MS);
  const landed = async (): Promise<boolean> => !(await isInTheAir(store));
  const isDone = waitMs > 0 ? until : untilStill(engine);
  const stop = new AbortController();
  const finished = new AbortController();
  const { signal: over } = finished;
  const limit = clock
    .sleep(budgetMs, over)
    .then(() => stepsAfterFirstLook(clock, engine, over))
    .then(() => pollUntil({ clock, until: landed, waitMs: OVERTIME_MS, signal: over }))
    .catch(() => undefined)
    .finally(() => stop.abort());
  await engine.drive({
    deadlineMs: longestWorkMs(waitMs),
    until: async () => (await isDone()) && (await landed()),
    signal: AbortSignal.any([stop.signal, signal]),
  });
  finished.abort();
  await limit;
}

async function stepsAfterFirstLook(clock: WakeContext['clock'], engine: Engine, signal: AbortSignal): Promise<void> {
  if (!engine.firstLook()) return;
  await pollUntil({ clock, until: async () => !engine.firstLook(), waitMs: FIRST_LOOK_MS, signal });
  await clock.sleep(STEPS_MS, signal);
}

/** Holds once a look changed nothing any more: what is left needs time, not steps. */
function untilStill(engine: Engine): () => Promise<boolean> {
  let before = 0;
  return async () => {
    const isStill = engine.progress() === before;
    before = engine.progress();
    return isStill;
  };
}
