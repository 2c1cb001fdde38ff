import type { Machine, MachineQuery } from '@hostwright/core/ports';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTexts, withStore } from '../testing/memory-store.js';
import { machine } from '../testing/records.js';

const few = (prefix: string): fc.Arbitrary<string> => fc.constantFrom(`${prefix}-1`, `${prefix}-2`, `${prefix}'3`);
const machineId = fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }), few('i'));

const anyOf = fc
  .record({
    machineId,
    connection: few('c'),
    requestId: few('req'),
    templateId: few('t'),
    intentId: few('int'),
    name: few('host'),
    goneAtMs: fc.option(fc.constantFrom(1, 1_000), { nil: undefined }),
    orphan: fc.boolean(),
    surplus: fc.constantFrom<Machine['surplus']>('superseded', undefined),
    returnRequestId: fc.constantFrom('ret-1', undefined),
  })
  .map(machine);

const machines = fc.uniqueArray(anyOf, { maxLength: 40, selector: (one) => JSON.stringify([one.connection, one.machineId]) });

const FILTERS = {
  connection: few('c'),
  requestId: few('req'),
  templateId: few('t'),
  intentId: few('int'),
  name: few('host'),
  machineIds: fc.array(machineId, { maxLength: 12 }),
  live: fc.boolean(),
  orphan: fc.boolean(),
  unwanted: fc.boolean(),
  limit: fc.nat({ max: 6 }),
  after: fc.record({ machineId, connection: few('c') }),
};

const fullQuery = fc.record(FILTERS);
const query: fc.Arbitrary<MachineQuery> = fc.record(FILTERS, { requiredKeys: [] });

/** Each filter alone, so that none depends on chance. */
function eachAlone(full: MachineQuery): readonly MachineQuery[] {
  return Object.entries(full).map(([key, value]) => ({ [key]: value }));
}

type Place = Pick<Machine, 'machineId' | 'connection'>;

function compare(a: Place, b: Place): number {
  return compareTexts(a.machineId, b.machineId) || compareTexts(a.connection, b.connection);
}

function filter(all: readonly Machine[], wanted: MachineQuery): readonly Machine[] {
  const { machineIds, live, orphan, unwanted, limit, after } = wanted;
  const isSame = (one: Machine) =>
    (['connection', 'requestId', 'templateId', 'intentId', 'name'] as const).every(
      (key) => wanted[key] === undefined || wanted[key] === one[key],
    );
  return all
    .filter(isSame)
    .filter((one) => machineIds === undefined || machineIds.includes(one.machineId))
    .filter((one) => live === undefined || (one.goneAtMs === undefined) === live)
    .filter((one) => orphan === undefined || one.orphan === orphan)
    .filter((one) => unwanted === undefined || (one.surplus !== undefined || one.returnRequestId !== undefined) === unwanted)
    .filter((one) => after === undefined || compare(one, after) > 0)
    .toSorted(compare)
    .slice(0, limit);
}

describe('machines', { tags: ['engine.queries', 'real'] }, () => {
  it('are found by each filter alone and by all combinations, in order, archived or not', async () => {
    const check = async (all: readonly Machine[], full: MachineQuery, further: readonly MachineQuery[]) =>
      withStore(async (store) => {
        await store.write(async (tx) => {
          await tx.saveMachines(all);
          await tx.archive(500, 1_000);
        });
        await store.read(async (tx) => {
          for (const one of [{}, full, ...eachAlone(full), ...further]) expect(await tx.machines(one)).toEqual(filter(all, one));
        });
      });
    await fc.assert(fc.asyncProperty(machines, fullQuery, fc.array(query, { maxLength: 10 }), check), { numRuns: 50 });
  });

  it('are found by more ids than one statement takes, up to a limit', async () => {
    const all = Array.from({ length: 700 }, (_, number) => machine({ machineId: `i-${String(number).padStart(4, '0')}` }));
    const machineIds = all.map((one) => one.machineId).toReversed();
    await withStore(async (store) => {
      await store.write((tx) => tx.saveMachines(all));
      await store.read(async (tx) => {
        expect(await tx.machines({ machineIds })).toEqual(all);
        expect(await tx.machines({ machineIds: [...machineIds, ...machineIds] })).toEqual(all);
        expect(await tx.machines({ machineIds, limit: 300 })).toEqual(all.slice(0, 300));
        expect(await tx.machines({ machineIds: [] })).toEqual([]);
      });
    });
  });

  it('saved many at a time replace those that are there; of one machine named twice the last counts', async () => {
    const before = Array.from({ length: 120 }, (_, number) => machine({ machineId: `i-${number}` }));
    const after = before.map((one) => ({ ...one, name: `${one.machineId}.example`, version: 2 }));
    await withStore(async (store) => {
      await store.write((tx) => tx.saveMachines(before));
      await store.write((tx) => tx.saveMachines([...before, ...after]));
      expect(await store.read((tx) => tx.machines({}))).toEqual(after.toSorted(compare));
    });
  });

  it('of two connections may have the same id', async () => {
    const both = [machine({ connection: 'a', name: 'in-a' }), machine({ connection: 'b', name: 'in-b' })];
    await withStore(async (store) => {
      await store.write((tx) => tx.saveMachines(both));
      expect(await store.read((tx) => tx.machines({}))).toEqual(both);
      expect(await store.read((tx) => tx.machine('b', 'i-1'))).toEqual(both[1]);
    });
  });
});
