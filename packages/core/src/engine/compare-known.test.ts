import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Machine } from '../domain/machine.js';
import type { MachineQuery, ReadTransaction } from '../ports/store.js';
import { compareKnown } from './compare-known.js';
import { mergeSeen } from './observe.js';
import { aMachine, anObserved, NOW_MS } from './testing/builders.js';

const options = { connection: 'c-1', nowMs: NOW_MS + 5_000, providerNowMs: NOW_MS + 65_000 };
const DEPLOYMENT = anObserved().header!.deploymentId;

/** Machines of one connection, in the store's order. */
function storeOf(machines: readonly Machine[]): ReadTransaction {
  const find = (query: MachineQuery): readonly Machine[] =>
    machines
      .filter((machine) => query.live !== true || machine.goneAtMs === undefined)
      .filter((machine) => query.machineIds?.includes(machine.machineId) !== false)
      .filter((machine) => query.after === undefined || machine.machineId > query.after.machineId)
      .slice(0, query.limit);
  return { machines: async (query: MachineQuery) => find(query) } as unknown as ReadTransaction;
}

const idOf = (number: number): string => `m-${String(number).padStart(5, '0')}`;

describe('what a sweep shows beside what the store knows', () => {
  it('is not looked at again where machines run undisturbed, however many they are', async () => {
    const machines = Array.from({ length: 2_500 }, (_, number) => aMachine({ machineId: idOf(number) }));
    const shown = machines.map(({ machineId }) => anObserved({ machineId }));
    expect(await compareKnown(storeOf(machines), shown, DEPLOYMENT, options)).toEqual({
      known: new Map(),
      shown: [],
      undisturbed: 2_500,
    });
  });

  it('is looked at for every machine that changed, is missing, was ordered to end, or shows in several ways', async () => {
    const machines = [
      aMachine({ machineId: 'changed' }),
      aMachine({ machineId: 'missing' }),
      aMachine({ machineId: 'missed-before', missedSweeps: 1 }),
      aMachine({ machineId: 'not-delivered', deliveredAtMs: undefined }),
      aMachine({ machineId: 'ordered', terminateOrderedAtMs: NOW_MS }),
      aMachine({ machineId: 'orphan', orphan: true }),
      aMachine({ machineId: 'stripped-and-changed' }),
      aMachine({ machineId: 'twice' }),
    ];
    const ended = { unified: 'terminated', raw: 'GONE' } as const;
    const shown = [
      anObserved({ machineId: 'changed', publicIp: '192.0.2.1' }),
      ...['missed-before', 'not-delivered', 'ordered', 'orphan', 'twice'].map((machineId) => anObserved({ machineId })),
      anObserved({ machineId: 'twice', status: ended }),
      anObserved({ machineId: 'new' }),
      anObserved({ machineId: 'stripped-and-changed', header: undefined, status: ended }),
      anObserved({ machineId: 'stripped-and-unknown', header: undefined }),
      anObserved({ machineId: 'strangers', header: { ...anObserved().header!, deploymentId: 'other' } }),
    ];
    const comparison = await compareKnown(storeOf(machines), shown, DEPLOYMENT, options);
    expect([...comparison.known.keys()]).toEqual(machines.map(({ machineId }) => machineId));
    expect(comparison.shown.map(({ machineId }) => machineId)).toEqual([
      'changed',
      'missed-before',
      'not-delivered',
      'ordered',
      'orphan',
      'twice',
      'twice',
      'new',
      'stripped-and-changed',
    ]);
    expect(comparison.undisturbed).toBe(0);
  });

  it('is known of machines that are gone and show again', async () => {
    const gone = aMachine({ machineId: 'm-1', goneAtMs: NOW_MS });
    const { known, undisturbed } = await compareKnown(storeOf([gone]), [anObserved({ machineId: 'm-1' })], DEPLOYMENT, options);
    expect([[...known.values()], undisturbed]).toEqual([[gone], 0]);
  });

  it('leaves out no machine that a merge would change', async () => {
    const optional = <Value>(value: Value): fc.Arbitrary<Value | undefined> => fc.constantFrom(value, undefined);
    const machine = fc.record({
      deliveredAtMs: optional(NOW_MS),
      missedSweeps: fc.constantFrom(0, 1),
      inspectedAbsent: fc.boolean(),
      publicIp: optional('192.0.2.1'),
      groupRef: optional('g-1'),
      goneAtMs: optional(NOW_MS),
    });
    const reclaim = { reason: 'spot', noticedAtMs: NOW_MS, deadlineAtMs: undefined } as const;
    const seen = fc.record({
      name: optional('host-2'),
      publicIp: fc.constantFrom('192.0.2.1', '192.0.2.2', undefined),
      groupRef: optional('g-1'),
      reclaim: optional(reclaim),
      endReason: optional('spot'),
      status: fc.constantFrom(anObserved().status, { unified: 'stopping', raw: 'STOPPING' } as const),
    });
    await fc.assert(
      fc.asyncProperty(machine, seen, async (ofMachine, ofSeen) => {
        const [stored, observed] = [aMachine(ofMachine), anObserved(ofSeen)];
        const { undisturbed, known } = await compareKnown(storeOf([stored]), [observed], DEPLOYMENT, options);
        expect(undisturbed + known.size).toBe(1);
        const isChanged = mergeSeen(stored, observed, options) !== stored;
        expect(isChanged && undisturbed === 1).toBe(false);
      }),
    );
  });
});
