import { describe, expect, it } from 'vitest';
import type { Capabilities } from './capabilities.js';
import { lazyProvider, type LoadedProvider } from './lazy-provider.js';

const signal = new AbortController().signal;
const WITHOUT = { stoppable: false, groups: false, adoptable: false, feed: false };

function capabilities(machines: Partial<Capabilities['machines']> = {}): Capabilities {
  const limits = { kinds: [], maxUnitsPerLaunch: 1, maxIdsPerTerminate: 1, maxIdsPerInspect: 1 };
  const rest = { refills: false, spot: false, reclaimNotice: false, weighted: false };
  return { machines: { ...limits, ...rest, ...WITHOUT, ...machines }, interfaces: [] };
}

function cloud(failures = 0) {
  const told: string[] = [];
  const answer = (name: string) => async () => {
    told.push(name);
    return [];
  };
  const provider = {
    machines: {
      offers: answer('offers'),
      sweep: async function* sweep() {
        yield { type: 'end', outcome: 'complete', message: undefined };
      },
    },
    catalog: { zones: answer('zones') },
    suggest: answer('suggest'),
    dispose: answer('dispose'),
  } as unknown as LoadedProvider<unknown>;
  let left = failures;
  const load = async (): Promise<LoadedProvider<unknown>> => {
    told.push('load');
    if (left > 0) {
      left -= 1;
      throw new Error('cannot be loaded');
    }
    return provider;
  };
  return { told, load };
}

describe('lazyProvider', { tags: ['plugins.contract', 'real'] }, () => {
  it('loads once, with the first call', async () => {
    const { told, load } = cloud();
    const provider = lazyProvider(capabilities(), load);
    expect(told).toEqual([]);
    await Promise.all([provider.machines.offers({ signal, options: {} }), provider.catalog.zones({ signal })]);
    await provider.suggest?.({ signal });
    expect(told).toEqual(['load', 'offers', 'zones', 'suggest']);
  });

  it('passes on what a sweep streams', async () => {
    const events = [];
    const { load } = cloud();
    for await (const event of lazyProvider(capabilities(), load).machines.sweep({ signal, scope: { kind: 'all-deployments' } }))
      events.push(event);
    expect(events).toMatchObject([{ type: 'end', outcome: 'complete' }]);
  });

  it('loads again after it could not', async () => {
    const { told, load } = cloud(1);
    const provider = lazyProvider(capabilities(), load);
    await expect(provider.catalog.zones({ signal })).rejects.toThrow('cannot be loaded');
    expect(await provider.catalog.zones({ signal })).toEqual([]);
    expect(told).toEqual(['load', 'load', 'zones']);
  });

  it('disposes of what was loaded, and loads nothing for that', async () => {
    const { told, load } = cloud();
    const provider = lazyProvider(capabilities(), load);
    await provider.dispose?.();
    expect(told).toEqual([]);
    await provider.catalog.zones({ signal });
    await provider.dispose?.();
    expect(told).toEqual(['load', 'zones', 'dispose']);
  });

  it.each([
    [{ stoppable: true }, ['restart', 'start', 'stop']],
    [{ groups: true }, ['cleanUp']],
    [{ adoptable: true }, ['adopt', 'members']],
    [{ feed: true }, ['feed']],
  ] as const)('has the methods that %j promises, and no other', (promised, methods) => {
    const always = ['inspect', 'launch', 'offers', 'prepare', 'sweep', 'terminate', 'validate'];
    const { machines } = lazyProvider(capabilities(promised), cloud().load);
    expect(Object.keys(machines).toSorted()).toEqual([...always, ...methods].toSorted());
  });
});
