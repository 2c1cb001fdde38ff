import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../ports/call-record.js';
import type { Logger } from '../ports/logger.js';
import type { RateLimit } from '../provider/capabilities.js';
import type { AttemptId, CallOptions } from '../provider/context.js';
import { isProviderError, ProviderError, type ProviderErrorClass } from '../provider/errors.js';
import { Instrument, type InstrumentOptions } from './instrument.js';
import { RateLimiter } from './rate-limiter.js';
import { BucketStore } from './testing/bucket-store.js';
import { ManualClock } from './testing/manual-clock.js';

const ATTEMPT = 'att-1' as AttemptId;
const LIMITS: readonly RateLimit[] = [
  { action: 'RunInstances', burst: 1, refillPerSecond: 1 },
  { action: 'RunInstances:instances', burst: 10, refillPerSecond: 10 },
];
const yes = (): Promise<void> => Promise.resolve();
const hang = (): Promise<never> => new Promise(() => undefined);

function world(options: Partial<InstrumentOptions> = {}) {
  const clock = new ManualClock();
  const store = new BucketStore(clock);
  const records: CallRecord[] = [];
  const lines: { readonly level: string; readonly fields: object; readonly message: string }[] = [];
  const line =
    (level: string): Logger['info'] =>
    (fields, message) =>
      void lines.push({ level, fields, message });
  const instrument = new Instrument({
    connection: 'main',
    provider: 'aws',
    clock,
    random: { next: () => 0.999, hex: () => '' },
    logger: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    limiter: new RateLimiter({ store, clock, limits: LIMITS }),
    bucketKey: () => Promise.resolve('1/eu'),
    transportDeadlineMs: 30_000,
    readSecret: (reference) => Promise.resolve(`secret of ${reference}`),
    onCall: (record) => void records.push(record),
    ...options,
  });
  const signal = new AbortController();
  const read: CallOptions = { action: 'DescribeInstances', effect: 'read', signal: signal.signal };
  const write: CallOptions = { action: 'CreateFleet', effect: 'create', attempt: ATTEMPT, signal: signal.signal };
  return { clock, store, records, lines, instrument, signal, read, write };
}

/** What a promise came to, seen without waiting for it. */
function follow(promise: Promise<unknown>): { value?: unknown; error?: unknown } {
  const seen: { value?: unknown; error?: unknown } = {};
  void promise.then(
    (value) => (seen.value = value),
    (error: unknown) => (seen.error = error),
  );
  return seen;
}

async function classOf(promise: Promise<unknown>): Promise<ProviderErrorClass | 'no ProviderError' | 'success'> {
  try {
    await promise;
    return 'success';
  } catch (error) {
    return isProviderError(error) ? error.errorClass : 'no ProviderError';
  }
}

/** A cloud that fails with the given errors, one for each call, and then answers. */
function failing(...errors: readonly unknown[]): { readonly run: () => Promise<string>; calls: number } {
  const cloud = {
    calls: 0,
    run: (): Promise<string> => {
      cloud.calls += 1;
      return cloud.calls <= errors.length ? Promise.reject(errors[cloud.calls - 1]) : Promise.resolve('answer');
    },
  };
  return cloud;
}

const throttled = (retryAfterMs?: number): ProviderError =>
  new ProviderError('Throttled', 'slow down', { code: 'RequestLimitExceeded', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
const unavailable = new ProviderError('Unavailable', 'try later');

describe('a read through context.call', { tags: ['engine.calls.retry', 'simulated'] }, () => {
  it('is repeated when it is throttled or the cloud is unavailable, four tries in all', { tags: ['fault.row-10'] }, async () => {
    const { clock, instrument, read } = world();
    const cloud = failing(throttled(), unavailable, unavailable);
    const result = instrument.call(read, cloud.run);
    await clock.pass(20_000);
    expect(await result).toBe('answer');
    const hopeless = failing(unavailable, unavailable, unavailable, unavailable, unavailable);
    const failure = classOf(instrument.call(read, hopeless.run));
    await clock.pass(60_000);
    expect(await failure).toBe('Unavailable');
    expect(hopeless.calls).toBe(4);
  });

  it.each(['Credentials', 'PermissionDenied', 'NotFound', 'InvalidTemplate', 'Quota'] as const)(
    'is not repeated after %s',
    async (errorClass) => {
      const { instrument, read } = world();
      const cloud = failing(new ProviderError(errorClass, 'no'));
      expect(await classOf(instrument.call(read, cloud.run))).toBe(errorClass);
      expect(cloud.calls).toBe(1);
    },
  );

  it('waits at least as long as the cloud asked for', { tags: ['fault.row-10'] }, async () => {
    const { clock, instrument, read } = world();
    const cloud = failing(throttled(7_000));
    const result = follow(instrument.call(read, cloud.run));
    await clock.pass(6_999);
    expect(cloud.calls).toBe(1);
    await clock.pass(1);
    expect(result.value).toBe('answer');
  });

  it('is not repeated when the cloud asks for a wait of more than half a minute: the engine comes back later', async () => {
    const { instrument, read } = world();
    const cloud = failing(throttled(30_001));
    expect(await classOf(instrument.call(read, cloud.run))).toBe('Throttled');
    expect(cloud.calls).toBe(1);
  });

  it('answers its last error as a ProviderError when it is aborted while waiting for the next try', async () => {
    const { clock, instrument, read, signal } = world();
    const cloud = failing(unavailable);
    const failure = instrument.call(read, cloud.run);
    const seen = follow(failure);
    await clock.pass(0);
    signal.abort(new Error('shutting down'));
    await clock.pass(0);
    expect(seen.error).toBe(unavailable);
    expect(cloud.calls).toBe(1);
  });

  it('without an answer in ten seconds is unavailable, and is repeated', async () => {
    const { clock, instrument, read, records } = world();
    let calls = 0;
    const result = follow(instrument.call(read, () => ((calls += 1) === 1 ? hang() : Promise.resolve('answer'))));
    await clock.pass(9_999);
    expect(calls).toBe(1);
    await clock.pass(10_000);
    expect(result.value).toBe('answer');
    expect(records.map((record) => record.errorClass)).toEqual(['Unavailable', undefined]);
    expect(records[0]?.durationMs).toBe(10_000);
  });

  it('makes Unavailable of an error that is no ProviderError, and keeps it as the cause', async () => {
    const { clock, instrument, read } = world();
    const failure = new TypeError('x is not a function');
    const seen = follow(instrument.call(read, failing(failure, failure, failure, failure).run));
    await clock.pass(60_000);
    expect(seen.error).toMatchObject({ errorClass: 'Unavailable', cause: failure });
  });
});

describe('a write through context.call', { tags: ['engine.calls.retry', 'simulated'] }, () => {
  it.each([
    ['Throttled', throttled()],
    ['Unavailable', unavailable],
    ['OutcomeUnknown', new Error('socket hang up')],
  ])('is never repeated: %s', async (errorClass, error) => {
    const { clock, instrument, write } = world();
    const cloud = failing(error);
    const failure = classOf(instrument.permit(ATTEMPT, yes, () => instrument.call(write, cloud.run)));
    await clock.pass(120_000);
    expect(await failure).toBe(errorClass);
    expect(cloud.calls).toBe(1);
  });

  it('goes out only under its own recorded attempt, and only as long as that attempt runs', async () => {
    const { instrument, write } = world();
    const cloud = failing();
    expect(await classOf(instrument.call(write, cloud.run))).toBe('Unavailable');
    await instrument.permit('att-2' as AttemptId, yes, async () => {
      expect(await classOf(instrument.call(write, cloud.run))).toBe('Unavailable');
    });
    await instrument.permit(ATTEMPT, yes, () => Promise.resolve());
    expect(await classOf(instrument.call(write, cloud.run))).toBe('Unavailable');
    expect(cloud.calls).toBe(0);
    expect(await instrument.permit(ATTEMPT, yes, () => instrument.call(write, cloud.run))).toBe('answer');
  });

  it('is refused by its guard after the wait for the rate limit, right before it would go out', async () => {
    const { clock, instrument, write } = world();
    const cloud = failing();
    let tooLate = false;
    const guard = (): Promise<void> => (tooLate ? Promise.reject(new ProviderError('Unavailable', 'too late')) : Promise.resolve());
    const limited: CallOptions = { ...write, action: 'RunInstances' };
    const seen = follow(
      instrument.permit(ATTEMPT, guard, async () => {
        await instrument.call(limited, cloud.run);
        await instrument.call(limited, cloud.run);
      }),
    );
    await clock.pass(500);
    expect(cloud.calls).toBe(1);
    tooLate = true;
    await clock.pass(1_000);
    expect(seen.error).toMatchObject({ errorClass: 'Unavailable', message: 'too late' });
    expect(cloud.calls).toBe(1);
  });

  it('takes none of what the rate limit allows when its guard refuses it in the line', async () => {
    const { clock, instrument, write } = world();
    const limited: CallOptions = { ...write, action: 'RunInstances' };
    const cloud = failing();
    const tooLate = (): Promise<void> => Promise.reject(new ProviderError('Unavailable', 'too late'));
    await instrument.permit(ATTEMPT, yes, () => instrument.call(limited, cloud.run));
    const refused = Array.from({ length: 50 }, () =>
      classOf(instrument.permit(ATTEMPT, tooLate, () => instrument.call(limited, cloud.run))),
    );
    expect(new Set(await Promise.all(refused))).toEqual(new Set(['Unavailable']));
    const seen = follow(instrument.permit(ATTEMPT, yes, () => instrument.call(limited, cloud.run)));
    await clock.pass(1_000);
    expect(seen.error).toBeUndefined();
    expect(cloud.calls).toBe(2);
  });

  it('has no effect when its guard cannot be asked', async () => {
    const { instrument, write } = world();
    const cloud = failing();
    const guard = (): Promise<void> => Promise.reject(new Error('disk is gone'));
    const failure = instrument.permit(ATTEMPT, guard, () => instrument.call(write, cloud.run));
    await expect(failure).rejects.toMatchObject({ errorClass: 'Unavailable', effect: 'none', cause: { message: 'disk is gone' } });
    expect(cloud.calls).toBe(0);
  });

  it('has an unknown outcome when no answer comes before the transport deadline, and its signal is aborted', async () => {
    const { clock, instrument, write } = world();
    let given: AbortSignal | undefined;
    const seen = follow(
      instrument.permit(ATTEMPT, yes, () =>
        instrument.call({ ...write, deadlineMs: 3_600_000 }, (signal) => {
          given = signal;
          return hang();
        }),
      ),
    );
    await clock.pass(29_999);
    expect(seen.error).toBeUndefined();
    expect(given?.aborted).toBe(false);
    await clock.pass(1);
    expect(seen.error).toMatchObject({ errorClass: 'OutcomeUnknown', effect: 'unknown' });
    expect(given?.aborted).toBe(true);
  });

  it('may give itself less time', async () => {
    const { clock, instrument, write } = world();
    const seen = follow(instrument.permit(ATTEMPT, yes, () => instrument.call({ ...write, deadlineMs: 500 }, hang)));
    await clock.pass(500);
    expect(seen.error).toMatchObject({ errorClass: 'OutcomeUnknown' });
  });

  it('has an unknown outcome when it is aborted after it went out', async () => {
    const { clock, instrument, write, signal } = world();
    const seen = follow(instrument.permit(ATTEMPT, yes, () => instrument.call(write, hang)));
    await clock.pass(10);
    signal.abort(new Error('shutting down'));
    await clock.pass(0);
    expect(seen.error).toMatchObject({ errorClass: 'OutcomeUnknown', cause: { message: 'shutting down' } });
  });
});

describe('context.call', () => {
  it.each(['read', 'write'] as const)('sends nothing for a %s that is aborted already', async (kind) => {
    const { instrument, signal, ...calls } = world();
    signal.abort();
    const cloud = failing();
    expect(await classOf(instrument.permit(ATTEMPT, yes, () => instrument.call(calls[kind], cloud.run)))).toBe('Unavailable');
    expect(cloud.calls).toBe(0);
  });

  it('sends nothing when it is aborted while it waits for the rate limit or its guard', async () => {
    for (const waitsFor of ['limit', 'guard'] as const) {
      const { clock, instrument, write, signal } = world();
      const cloud = failing();
      const asked = Promise.withResolvers<void>();
      const guard = waitsFor === 'guard' ? () => asked.promise : yes;
      const call: CallOptions = { ...write, action: 'RunInstances', cost: waitsFor === 'limit' ? 2 : 1 };
      const failure = classOf(instrument.permit(ATTEMPT, guard, () => instrument.call(call, cloud.run)));
      await clock.pass(10);
      signal.abort(new Error('shutting down'));
      asked.resolve();
      expect(await failure).toBe('Unavailable');
      expect(cloud.calls).toBe(0);
    }
  });

  it('has no effect when the rate limit cannot be read', async () => {
    const { instrument, store, write } = world();
    store.failure = new Error('disk is full');
    const cloud = failing();
    const failure = instrument.permit(ATTEMPT, yes, () => instrument.call({ ...write, action: 'RunInstances' }, cloud.run));
    await expect(failure).rejects.toMatchObject({ errorClass: 'Unavailable', cause: store.failure });
    expect(cloud.calls).toBe(0);
  });

  it('makes the rate smaller when the cloud throttles, and keeps the cloud’s answer even when that cannot be stored', async () => {
    for (const broken of [false, true]) {
      const { instrument, store, write } = world();
      const run = (): Promise<never> => {
        if (broken) store.failure = new Error('disk is full');
        return Promise.reject(throttled());
      };
      const failure = instrument.permit(ATTEMPT, yes, () => instrument.call({ ...write, action: 'RunInstances' }, run));
      await expect(failure).rejects.toMatchObject({ errorClass: 'Throttled', code: 'RequestLimitExceeded' });
      expect(store.buckets.get('aws/1/eu/RunInstances')?.refillPerSecond).toBe(broken ? 1 : 0.5);
    }
  });

  it('draws on the account and region that the call names, else on the connection’s, always under the provider’s name', async () => {
    const { instrument, store, write } = world();
    const run: CallOptions = { ...write, action: 'RunInstances' };
    await instrument.permit(ATTEMPT, yes, async () => {
      await instrument.call(run, failing().run);
      await instrument.call({ ...run, bucketKey: '2/us' }, failing().run);
    });
    expect([...store.buckets.keys()]).toEqual(['aws/1/eu/RunInstances', 'aws/2/us/RunInstances']);
  });

  it('waits for every further allowance that the call draws on, and slows down the call’s own when it is throttled all the same', async () => {
    const { clock, instrument, store, write } = world();
    const run: CallOptions = { ...write, action: 'RunInstances', also: [{ action: 'RunInstances:instances', cost: 30 }] };
    await instrument.permit(ATTEMPT, yes, async () => {
      const throttling = failing(throttled());
      const first = classOf(instrument.call(run, throttling.run));
      await clock.pass(0);
      expect(throttling.calls).toBe(0);
      await clock.pass(2_000);
      expect([await first, throttling.calls]).toEqual(['Throttled', 1]);
    });
    expect(store.buckets.get('aws/1/eu/RunInstances')?.refillPerSecond).toBe(0.5);
    expect(store.buckets.get('aws/1/eu/RunInstances:instances')?.refillPerSecond).toBe(10);
  });

  it('counts and logs each call once, without its payload', { tags: ['engine.calls.log', 'simulated'] }, async () => {
    const { instrument, write, records, lines } = world();
    const cloud = failing(new ProviderError('Capacity', 'no room', { code: 'InsufficientInstanceCapacity' }));
    await classOf(instrument.permit(ATTEMPT, yes, () => instrument.call(write, cloud.run)));
    await instrument.permit(ATTEMPT, yes, () => instrument.call(write, cloud.run));
    const record = { connection: 'main', action: 'CreateFleet', effect: 'create', durationMs: 0 };
    expect(records).toEqual([
      { ...record, errorClass: 'Capacity' },
      { ...record, errorClass: undefined },
    ]);
    expect(lines).toEqual([
      { level: 'warn', fields: { ...record, errorClass: 'Capacity', code: 'InsufficientInstanceCapacity' }, message: 'cloud call failed' },
      { level: 'debug', fields: record, message: 'cloud call' },
    ]);
  });

  it('gives the answer even when the listener for metrics fails', async () => {
    const { instrument, write, lines } = world({
      onCall: () => {
        throw new Error('metrics are down');
      },
    });
    expect(await instrument.permit(ATTEMPT, yes, () => instrument.call(write, failing().run))).toBe('answer');
    expect(lines.at(-1)?.message).toBe('the listener for cloud calls failed');
  });

  it('treats a plugin that throws before it returns a promise like one that rejects', async () => {
    const { instrument, write } = world();
    const run = (): Promise<never> => {
      throw new TypeError('x is not a function');
    };
    expect(await classOf(instrument.permit(ATTEMPT, yes, () => instrument.call(write, run)))).toBe('OutcomeUnknown');
  });
});

describe('the rest of the context', () => {
  it('reads a secret at each asking, and names the reference when it cannot', async () => {
    let reads = 0;
    const { instrument } = world({
      readSecret: (reference) => (reference === 'db' ? Promise.resolve(`v${(reads += 1)}`) : Promise.reject(new Error('ENOENT'))),
    });
    expect([await instrument.secret('db'), await instrument.secret('db')]).toEqual(['v1', 'v2']);
    await expect(instrument.secret('aws-key')).rejects.toMatchObject({
      errorClass: 'InvalidSettings',
      message: "the secret 'aws-key' cannot be read",
    });
  });

  it('writes log lines under the connection’s name, whatever fields the plugin gives', () => {
    const { instrument, lines } = world();
    const fields = [
      { name: 'fleet', value: 'f-1' },
      { name: 'connection', value: 'other' },
      { name: '__proto__', value: 'x' },
    ];
    instrument.log('info', fields, 'fleet made');
    expect(lines).toEqual([
      { level: 'info', fields: expect.objectContaining({ fleet: 'f-1', connection: 'main' }) as object, message: 'fleet made' },
    ]);
  });

  it('has the time, the waiting and the randomness of the engine', async () => {
    const { clock, instrument } = world();
    expect([instrument.connection, instrument.now(), instrument.random()]).toEqual(['main', clock.now(), 0.999]);
    const seen = follow(instrument.sleep(100, new AbortController().signal));
    await clock.pass(100);
    expect('value' in seen).toBe(true);
  });
});
