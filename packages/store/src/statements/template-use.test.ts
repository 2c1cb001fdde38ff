import type { Intent, Machine, Request, TemplateUse } from '@hostwright/core/ports';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withStore } from '../testing/memory-store.js';
import { acquireRequest, intent, machine } from '../testing/records.js';

const CONNECTIONS = ['main', 'other'];
const TEMPLATES = ['small', 'large'];

interface World {
  readonly requests: readonly ReturnType<typeof acquireRequest>[];
  readonly intents: readonly Intent[];
  readonly machines: readonly Machine[];
}

const requestFields = fc.record({
  connection: fc.constantFrom(...CONNECTIONS),
  templateId: fc.constantFrom(...TEMPLATES),
  state: fc.constantFrom<Request['state']>('open', 'open', 'cancelling', 'ended'),
  desiredUnits: fc.nat({ max: 6 }),
});

const intentFields = fc.record({
  of: fc.nat(),
  operation: fc.constantFrom<Intent['operation']>('launch', 'launch', 'terminate'),
  state: fc.constantFrom<Intent['state']>('preparing', 'sent', 'settled'),
  units: fc.nat({ max: 6 }),
  acceptedUnits: fc.nat({ max: 6 }),
  pendingUnits: fc.nat({ max: 2 }),
});

const machineFields = fc.record({
  of: fc.nat(),
  units: fc.integer({ min: 1, max: 3 }),
  orphan: fc.boolean(),
  goneAtMs: fc.constantFrom(undefined, undefined, 5),
  deliveredAtMs: fc.constantFrom(undefined, 4),
  surplus: fc.constantFrom<Machine['surplus']>(undefined, undefined, 'superseded'),
  returnRequestId: fc.constantFrom(undefined, undefined, 'ret-1'),
});

const worlds: fc.Arbitrary<World> = fc
  .record({
    requests: fc.array(requestFields, { minLength: 1, maxLength: 6 }),
    intents: fc.array(intentFields, { minLength: 1, maxLength: 8 }),
    machines: fc.array(machineFields, { maxLength: 20 }),
  })
  .map(({ requests: someRequests, intents: someIntents, machines: someMachines }) => {
    const requests = someRequests.map(({ templateId, ...fields }, index) => {
      const request = acquireRequest({ requestId: `req-${index}`, ...fields, endedAtMs: fields.state === 'ended' ? 5 : undefined });
      return { ...request, template: { ...request.template, templateId } };
    });
    const intents = someIntents.map(({ of, ...fields }, index) => {
      const { requestId, connection } = requests[of % requests.length]!;
      const settledAtMs = fields.state === 'settled' ? 5 : undefined;
      return intent({ intentId: `int-${index}`, sequence: index + 1, requestId, connection, settledAtMs, ...fields });
    });
    const machines = someMachines.map(({ of, ...fields }, index) => {
      const { intentId, requestId } = intents[of % intents.length]!;
      const { connection, template } = requests.find((request) => request.requestId === requestId)!;
      return machine({ machineId: `i-${index}`, intentId, requestId, connection, templateId: template.templateId, ...fields });
    });
    return { requests, intents, machines };
  });

function sum<Value>(values: readonly Value[], unitsOf: (value: Value) => number): number {
  return values.reduce((total, value) => total + unitsOf(value), 0);
}

/** What machines of a request that live, were delivered or were returned take of what it wants: they are not launched again. */
function heldUnits(machines: readonly Machine[]): number {
  const held = machines.filter((one) => !one.orphan && one.surplus === undefined);
  return sum(
    held.filter((one) => one.goneAtMs === undefined || one.deliveredAtMs !== undefined || one.returnRequestId !== undefined),
    (one) => one.units,
  );
}

/** What a launch may still bring, or has brought: all that it asked while it is open, what was promised without names afterwards. */
function awaitedUnits(one: Intent): number {
  if (one.operation !== 'launch') return 0;
  if (one.state !== 'settled') return one.units;
  return one.pendingUnits > 0 ? one.acceptedUnits : 0;
}

function expected({ requests, intents, machines }: World, connection: string, templateId: string): TemplateUse {
  const mine = requests.filter((request) => request.connection === connection && request.template.templateId === templateId);
  const live = machines.filter(
    (one) => one.connection === connection && one.templateId === templateId && one.goneAtMs === undefined && !one.orphan,
  );
  const wanted = sum(
    mine.filter(({ state }) => state === 'open'),
    ({ requestId, desiredUnits }) => Math.max(0, desiredUnits - heldUnits(machines.filter((one) => one.requestId === requestId))),
  );
  const cancelled = new Set(mine.filter(({ state }) => state === 'cancelling').map(({ requestId }) => requestId));
  const awaited = sum(
    intents.filter(({ requestId }) => cancelled.has(requestId)),
    (one) => {
      const shown = sum(
        machines.filter(({ intentId }) => intentId === one.intentId),
        ({ units }) => units,
      );
      return Math.max(0, awaitedUnits(one) - shown);
    },
  );
  return { liveUnits: sum(live, (one) => one.units), openUnits: wanted + awaited };
}

describe('the use of a template', () => {
  it(
    'is what lives and what open requests may still launch, whatever is archived',
    { tags: ['engine.requests.maximum', 'real'] },
    async () => {
      const check = async (world: World) =>
        withStore(async (store) => {
          await store.write(async (tx) => {
            for (const request of world.requests) await tx.saveRequest(request);
            for (const one of world.intents) await tx.saveIntent(one);
            await tx.saveMachines(world.machines);
          });
          for (const isArchived of [false, true]) {
            if (isArchived) await store.write((tx) => tx.archive(1_000, 1_000));
            await store.read(async (tx) => {
              for (const connection of CONNECTIONS) {
                for (const templateId of TEMPLATES) {
                  expect(await tx.templateUse(connection, templateId)).toEqual(expected(world, connection, templateId));
                }
              }
            });
          }
        });
      await fc.assert(fc.asyncProperty(worlds, check), { numRuns: 60 });
    },
  );

  it('is counted under a lock that may be taken again', async () => {
    await withStore(async (store) => {
      for (const templateId of ['small', 'small', 'large']) await store.write((tx) => tx.lockTemplate('main', templateId));
      expect(await store.read((tx) => tx.templateUse('main', 'small'))).toEqual({ liveUnits: 0, openUnits: 0 });
    });
  });
});
