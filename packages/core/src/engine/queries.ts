import type { Machine } from '../domain/machine.js';
import type { Request } from '../domain/request.js';
import { statesShape, type ShapedTemplate } from '../domain/template.js';
import type { ReadTransaction } from '../ports/store.js';
import { toFront, type Front } from './front.js';
import type { FrontOptions } from './host-factory-api.js';
import type { ConnectionView, DeploymentView, Queries, RequestView } from './queries-api.js';
import { reclaimable } from './reclaimable.js';
import { type KnownShapes, knownShapes, shapeTemplate } from './template-shapes.js';

/** Makes the queries over a store. Loads no provider and no part of the engine. */
export function createQueries(options: FrontOptions): Queries {
  const front = toFront(options);
  const { store } = front;
  return {
    templates: () => templates(front),
    request: (requestId) => store.read((tx) => requestView(tx, requestId)),
    requests: (query) => store.read((tx) => tx.requests(query)),
    machines: (query) => store.read((tx) => tx.machines(query)),
    isWorkLeft: () => store.read((tx) => isWorkLeft(tx)),
    connections: () => connections(front),
    deployment: () => store.read((tx) => deploymentView(tx)),
    reclaimable: (input) => reclaimable(front, input.machines),
    // Loaded when it is used: calls of Host Factory never do.
    adoptions: async ({ requestIds }) => {
      const { adoptionViews } = await import('./adopt/adoption-views.js');
      return store.read((tx) => adoptionViews(tx, requestIds));
    },
    events: ({ after, limit }) => store.read((tx) => tx.events(after, limit)),
  };
}

const NOTHING_KNOWN: KnownShapes = new Map();

/** Templates that state their size need no look into the store. */
async function templates(front: Front): Promise<readonly ShapedTemplate[]> {
  const silent = front.templates.filter((template) => !statesShape(template)).map((template) => template.connection);
  const shapes = new Map<string, KnownShapes>();
  if (silent.length > 0) {
    await front.store.read(async (tx) => {
      for (const connection of new Set(silent)) shapes.set(connection, knownShapes(await tx.shapes(connection)));
    });
  }
  return front.templates.map((template) => shapeTemplate(template, shapes.get(template.connection) ?? NOTHING_KNOWN));
}

async function requestView(tx: ReadTransaction, requestId: string): Promise<RequestView | undefined> {
  const request = await tx.request(requestId);
  if (request === undefined) return undefined;
  const unsettled = await tx.intents({ requestId, settled: false });
  return { request, machines: await machinesOf(tx, request), unsettledIntents: unsettled.length };
}

/** What an orphan's tags say of its request is no proof that it was launched for it. */
async function machinesOf(tx: ReadTransaction, request: Request): Promise<readonly Machine[]> {
  if (request.kind === 'acquire') return (await tx.machines({ requestId: request.requestId })).filter((machine) => !machine.orphan);
  const places = new Map(request.targets.map((target) => [target.machineId, target.connection]));
  const machineIds = [...places.keys()].filter((machineId) => machineId !== undefined);
  if (machineIds.length === 0) return [];
  return (await tx.machines({ machineIds })).filter((machine) => places.get(machine.machineId) === machine.connection);
}

async function isWorkLeft(tx: ReadTransaction): Promise<boolean> {
  for (const { requestId } of await tx.intents({ settled: false })) {
    const request = await tx.request(requestId);
    if (request === undefined || request.state === 'ended') return true;
  }
  for (const { connection } of await tx.connections()) {
    for (const group of await tx.groups(connection)) {
      if (group.state !== 'active') continue;
      const machines = await tx.machines({ connection, intentId: group.intentId, live: true, orphan: false, limit: 1 });
      if (machines.length === 0) return true;
    }
  }
  return false;
}

async function deploymentView(tx: ReadTransaction): Promise<DeploymentView> {
  const states = await tx.connections();
  return {
    deployment: await tx.deployment(),
    halted: states.flatMap(({ connection, halt }) =>
      halt === undefined ? [] : [{ connection, reason: halt.kind, message: halt.message }],
    ),
  };
}

async function connections(front: Front): Promise<readonly ConnectionView[]> {
  const states = await front.store.read((tx) => tx.connections());
  const nowMs = front.clock.now();
  return states.map((state) => ({
    state,
    snapshotAgeMs: state.lastCompleteSweep === undefined ? undefined : nowMs - state.lastCompleteSweep.startedAtMs,
  }));
}
