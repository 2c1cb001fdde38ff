import { describe, expect, it } from 'vitest';
import type { LaunchResult, SweepEvent } from '../provider/machines.js';
import { checkInspection, checkLaunch, checkOffers, checkPrepared, checkSweepEvent, checkTerminations } from './contract-check.js';
import { anObserved, NOW_MS } from './testing/builders.js';

const PLUGIN = { id: 'odd', origin: '@acme/provider-odd@1.2.3', connection: 'c-1' };
const identity = { account: 'a', region: 'r', principal: undefined };

/** What no plugin may answer, whatever its types say. */
const nonsense = (value: unknown): never => value as never;

describe(
  'an answer that the contract forbids is refused, naming plugin, version and rule',
  { tags: ['engine.contract', 'simulated'] },
  () => {
    const offer = {
      offerId: 'o',
      machineType: 't',
      zone: undefined,
      market: 'on-demand',
      pricePerHourUsd: undefined,
      unitsPerMachine: 1,
    } as const;

    it.each([
      ['no offers', () => checkOffers(PLUGIN, [])],
      ['offers that are no list', () => checkOffers(PLUGIN, nonsense('offers'))],
      ['an offer twice', () => checkOffers(PLUGIN, [offer, offer])],
      ['an offer without weight', () => checkOffers(PLUGIN, [{ ...offer, unitsPerMachine: 0 }])],
      ['a document that is none', () => checkPrepared(PLUGIN, nonsense(undefined), 1)],
      ['a document beyond its size', () => checkPrepared(PLUGIN, { version: 1, document: 'x'.repeat(262_145), parts: 1 }, 1)],
      ['more parts than units', () => checkPrepared(PLUGIN, { version: 1, document: '', parts: 2 }, 1)],
      ['a version that is no number', () => checkPrepared(PLUGIN, { version: 1.5, document: '', parts: 1 }, 1)],
      ['a launch without lists', () => checkLaunch(PLUGIN, nonsense({ machines: 'none' }), 1)],
      ['fewer units than asked', () => checkLaunch(PLUGIN, launch({}), 2)],
      ['more missing than asked', () => checkLaunch(PLUGIN, launch({ shortfall: [shortfall(2)] }), 2)],
      ['a shortfall of nothing', () => checkLaunch(PLUGIN, launch({ shortfall: [shortfall(Number.NaN)] }), 1)],
      ['negative promises', () => checkLaunch(PLUGIN, launch({ pendingUnits: -1 }), 0)],
      ['a machine without id', () => checkLaunch(PLUGIN, launch({ machines: [anObserved({ machineId: '' })] }), 1)],
      [
        'a machine in an unknown state',
        () => checkLaunch(PLUGIN, launch({ machines: [anObserved({ status: nonsense({ unified: 'flying', raw: '' }) })] }), 1),
      ],
      ['a machine without time', () => checkLaunch(PLUGIN, launch({ machines: [anObserved({ createdAtMs: Number.NaN })] }), 1)],
      ['an end that is not answered', () => checkTerminations(PLUGIN, ['a', 'b'], [{ machineId: 'a', outcome: 'accepted' }])],
      [
        'an end twice',
        () =>
          checkTerminations(
            PLUGIN,
            ['a'],
            [
              { machineId: 'a', outcome: 'accepted' },
              { machineId: 'a', outcome: 'failed' },
            ],
          ),
      ],
      ['ends that are no list', () => checkTerminations(PLUGIN, ['a'], nonsense(undefined))],
      [
        'an inspection of others',
        () => checkInspection(PLUGIN, ['a'], { providerTimeMs: NOW_MS, identity, machines: [], notFound: ['b'] }),
      ],
      [
        'an inspection in two minds',
        () => checkInspection(PLUGIN, ['m-1'], { providerTimeMs: NOW_MS, identity, machines: [anObserved()], notFound: ['m-1'] }),
      ],
      ['a page without time', () => checkSweepEvent(PLUGIN, page({ providerTimeMs: Number.NaN }))],
      ['a page without identity', () => checkSweepEvent(PLUGIN, page({ identity: nonsense(undefined) }))],
      ['an event of another kind', () => checkSweepEvent(PLUGIN, nonsense({ type: 'rumour' }))],
    ])('%s', (_case, check) => {
      expect(check).toThrow(/^provider 'odd' \(@acme\/provider-odd@1\.2\.3, connection 'c-1'\) broke the contract: \S/);
    });

    it('lets through what adds up, a heavy machine beyond what was asked included', () => {
      expect(checkLaunch(PLUGIN, launch({ machines: [anObserved({ units: 4 })] }), 2)).toBeDefined();
      expect(checkLaunch(PLUGIN, launch({ machines: [], pendingUnits: 1, shortfall: [shortfall(1)] }), 2)).toBeDefined();
      expect(checkPrepared(PLUGIN, { version: 1, document: '{}', parts: 1 }, 5)).toEqual({ version: 1, document: '{}', parts: 1 });
      expect(checkInspection(PLUGIN, ['a'], { providerTimeMs: NOW_MS, identity, machines: [], notFound: [] })).toBeDefined();
      expect(checkSweepEvent(PLUGIN, page({}))).toBeDefined();
    });
  },
);

function launch(overrides: Partial<LaunchResult>): LaunchResult {
  return { machines: [anObserved()], group: undefined, pendingUnits: 0, shortfall: [], ...overrides };
}

function shortfall(units: number): LaunchResult['shortfall'][number] {
  return { units, reason: 'Capacity', code: undefined, message: '' };
}

function page(overrides: object): SweepEvent {
  return {
    type: 'page',
    identity,
    providerTimeMs: NOW_MS,
    coveredShards: [],
    machines: [],
    groups: [],
    companions: [],
    ...overrides,
  };
}
