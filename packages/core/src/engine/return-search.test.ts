import { beforeEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../provider/errors.js';
import type { Inspection } from '../provider/machines.js';
import { ReturnSearch } from './return-search.js';
import { ConnectionStore, NOW_MS } from './testing/builders.js';
import { DEFAULT_TIMING } from './timing.js';
import type { WorkerEnv } from './worker-env.js';

let monotonicMs: number;
let asked: (readonly string[])[];
let answer: (ids: readonly string[]) => Promise<readonly string[]>;

/** A search in a cloud that names two ids a call and knows no machine. */
function search(): ReturnSearch {
  const inspect = async ({ machineIds }: { readonly machineIds: readonly string[] }): Promise<Inspection> => {
    asked.push(machineIds);
    const notFound = await answer(machineIds);
    return { providerTimeMs: NOW_MS, identity: { account: 'a', region: 'r', principal: undefined }, machines: [], notFound };
  };
  const env: Partial<WorkerEnv> = {
    connection: 'c-1',
    plugin: { id: 'odd', origin: '@acme/odd@1.2.3', connection: 'c-1' },
    store: new ConnectionStore() as unknown as WorkerEnv['store'],
    clock: { now: () => NOW_MS, monotonic: () => monotonicMs, sleep: () => new Promise(() => undefined) },
    random: { next: () => 0, hex: () => '' },
    timing: DEFAULT_TIMING,
    logger: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    providerClock: { observe: () => undefined } as unknown as WorkerEnv['providerClock'],
    provider: { machines: { inspect }, capabilities: { machines: { maxIdsPerInspect: 2 } } } as unknown as WorkerEnv['provider'],
  };
  return new ReturnSearch(env as WorkerEnv);
}

beforeEach(() => {
  monotonicMs = 0;
  asked = [];
  answer = async (ids) => ids;
});

describe('the search for machines that the store does not know', () => {
  it('asks for all, as many at once as the cloud allows, each once', async () => {
    const found = await search().lookFor(['a', 'b', 'c', 'a']);
    expect(asked).toEqual([['a', 'b'], ['c']]);
    expect(found).toEqual({ machines: [], notFound: ['a', 'b', 'c'] });
  });

  it('does not let ids that the cloud will not speak of hold up the others', async () => {
    answer = async (ids) => ids.filter((id) => !id.startsWith('mute'));
    const ids = Array.from({ length: 20 }, (_, index) => `mute-${index}`);
    const searching = search();
    await searching.lookFor(ids);
    asked = [];
    monotonicMs += DEFAULT_TIMING.busySweepIntervalMs;
    await searching.lookFor([...ids, 'fresh']);
    expect(asked[0]).toContain('fresh');
  });

  it('leaves a cloud alone for a while that cannot be asked, and keeps what it has learnt', async () => {
    const searching = search();
    answer = async (ids) => (ids.includes('c') ? Promise.reject(new ProviderError('Unavailable', 'down')) : ids);
    expect(await searching.lookFor(['a', 'b', 'c', 'd'])).toEqual({ machines: [], notFound: ['a', 'b'] });
    expect(await searching.lookFor(['c', 'd'])).toBeUndefined();
    monotonicMs += DEFAULT_TIMING.retryMinMs;
    answer = async (ids) => ids;
    expect(await searching.lookFor(['c', 'd'])).toEqual({ machines: [], notFound: ['c', 'd'] });
  });
});
