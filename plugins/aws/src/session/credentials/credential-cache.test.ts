import { ProviderError } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { TestContext } from '@hostwright/plugin-testing';
import { createCredentialCache } from './credential-cache.js';
import type { Credentials, CredentialReader } from './credentials.js';

const signal = new AbortController().signal;

/** A source that gives credentials of the given life, numbered. */
function source(context: TestContext, lifeMs: number | undefined, options: Partial<CredentialReader> = {}) {
  const state = { reads: 0, failing: false };
  const reader: CredentialReader = {
    from: 'a test',
    cheap: false,
    renewMarginMs: 300_000,
    read: async () => {
      if (state.failing) throw new ProviderError('Unavailable', 'not now');
      state.reads += 1;
      const keys = { accessKeyId: `AKIA${state.reads}`, secretAccessKey: 'secret' };
      return lifeMs === undefined ? keys : { ...keys, expiration: new Date(context.now() + lifeMs) };
    },
    ...options,
  };
  return { state, cache: createCredentialCache(reader, context) };
}

const idOf = async (credentials: Promise<Credentials>): Promise<string> => (await credentials).accessKeyId;

describe('credentials', { tags: ['aws.settings', 'simulated'] }, () => {
  it('are read once for all who ask, and kept until shortly before their end', async () => {
    const context = new TestContext();
    const { cache, state } = source(context, 3_600_000);
    expect(await Promise.all([idOf(cache.current(signal)), idOf(cache.current(signal))])).toEqual(['AKIA1', 'AKIA1']);
    context.shiftMs = 3_200_000;
    expect([await idOf(cache.current(signal)), state.reads]).toEqual(['AKIA1', 1]);
    context.shiftMs = 3_301_000;
    expect([await idOf(cache.current(signal)), state.reads]).toEqual(['AKIA2', 2]);
  });

  it('of a shorter life than the margin are renewed at half of it, not at each call', async () => {
    const context = new TestContext();
    const { cache, state } = source(context, 200_000);
    await cache.current(signal);
    context.shiftMs = 90_000;
    await cache.current(signal);
    expect(state.reads).toBe(1);
    context.shiftMs = 101_000;
    await cache.current(signal);
    expect(state.reads).toBe(2);
  });

  it('serve on while they cannot be renewed ahead of time, and no longer than they live', async () => {
    const context = new TestContext();
    const { cache, state } = source(context, 3_600_000);
    await cache.current(signal);
    state.failing = true;
    context.shiftMs = 3_400_000;
    expect(await idOf(cache.current(signal))).toBe('AKIA1');
    expect(context.lines.join()).toContain('could not be renewed ahead of time');
    context.shiftMs = 3_601_000;
    await expect(cache.current(signal)).rejects.toMatchObject({ errorClass: 'Unavailable' });
    state.failing = false;
    expect(await idOf(cache.current(signal))).toBe('AKIA2');
  });

  it('that cost nothing to read are read at each call', async () => {
    const { cache, state } = source(new TestContext(), undefined, { cheap: true });
    await cache.current(signal);
    await cache.current(signal);
    expect(state.reads).toBe(2);
  });

  it('that were refused are read anew once, and it is told whether they are other ones', async () => {
    const { cache, state } = source(new TestContext(), undefined);
    const refused = await cache.current(signal);
    expect(await cache.renewed(refused, signal)).toBe(true);
    expect(await cache.renewed(refused, signal)).toBe(true);
    expect([state.reads, await idOf(cache.current(signal))]).toEqual([2, 'AKIA2']);
    const fixed = createCredentialCache(
      { from: 'x', cheap: false, renewMarginMs: 0, read: () => Promise.resolve({ accessKeyId: 'A', secretAccessKey: 'B' }) },
      new TestContext(),
    );
    expect(await fixed.renewed(await fixed.current(signal), signal)).toBe(false);
  });

  it('are not waited for longer than the caller wants', async () => {
    const { cache } = source(new TestContext(), undefined, { read: () => new Promise(() => undefined) });
    const stop = new AbortController();
    const waiting = cache.current(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ errorClass: 'Unavailable' });
  });
});
