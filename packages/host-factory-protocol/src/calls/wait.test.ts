import { describe, expect, it } from 'vitest';
import { FakeHostFactory } from '../testing/fake-host-factory.js';
import { ManualClock } from '../testing/manual-clock.js';
import { type CallContext, toCallContext } from './options.js';
import { waitUntil, wake } from './wait.js';

function prepare(onWake: (until: () => Promise<boolean>) => Promise<unknown> = () => Promise.resolve()): {
  readonly context: CallContext;
  readonly clock: ManualClock;
  readonly wakes: number[];
} {
  const clock = new ManualClock();
  const factory = new FakeHostFactory(clock);
  const wakes: number[] = [];
  const wakeAndWait: CallContext['wakeAndWait'] = ({ until, waitMs }) => {
    wakes.push(waitMs);
    return onWake(until);
  };
  return { context: toCallContext({ commands: factory, queries: factory, dialect: 'lsf', clock, wakeAndWait }), clock, wakes };
}

const call = { callId: 'call-1', signal: new AbortController().signal };
const aborted = { callId: 'call-1', signal: AbortSignal.abort() };

describe('a wait', () => {
  it('wakes nobody when its condition holds already', async () => {
    const { context, wakes } = prepare();
    expect(await waitUntil(context, call, { waitMs: 1_000, condition: () => Promise.resolve(true) })).toBe(true);
    expect(wakes).toEqual([]);
  });

  it('answers whether the condition holds after it', async () => {
    let holds = false;
    const { context, wakes, clock } = prepare(() => {
      holds = true;
      return Promise.resolve();
    });
    expect(await waitUntil(context, call, { waitMs: 1_000, condition: () => Promise.resolve(holds) })).toBe(true);
    expect(wakes).toEqual([1_000]);
    await Promise.resolve();
    expect(clock.sleepers).toBe(0);
  });

  it('takes a condition that cannot be read for one that does not hold, also for whoever waits', async () => {
    const asked: boolean[] = [];
    const { context } = prepare(async (until) => asked.push(await until()));
    expect(await waitUntil(context, call, { waitMs: 1_000, condition: () => Promise.reject(new Error('busy')) })).toBe(false);
    expect(asked).toEqual([false]);
  });

  it('wakes nobody for a caller that has gone', async () => {
    const { context, wakes } = prepare();
    expect(await waitUntil(context, aborted, { waitMs: 1_000, condition: () => Promise.resolve(false) })).toBe(false);
    await wake(context, aborted);
    expect(wakes).toEqual([]);
  });

  it('survives a wake that throws at once', async () => {
    const { context } = prepare(() => {
      throw new Error('no agent');
    });
    await wake(context, call);
    expect(await waitUntil(context, call, { waitMs: 1_000, condition: () => Promise.resolve(false) })).toBe(false);
  });
});
