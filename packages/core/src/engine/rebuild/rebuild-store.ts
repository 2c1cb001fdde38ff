import type { ConnectionState } from '../../domain/connection.js';
import type { DomainEvent } from '../../domain/events.js';
import type { Template } from '../../domain/template.js';
import type { Clock } from '../../ports/clock.js';
import { newId, type Random } from '../../ports/random.js';
import { StoreError, type Store, type WriteTransaction } from '../../ports/store.js';
import { CLOSED_BREAKER } from '../breaker.js';
import { inBatches } from '../group-by.js';
import { holdLease, keepLease, newConnection, releaseLease, type LeaseOptions } from '../lease.js';
import type { WorkerEnv } from '../worker-env.js';
import { planRebuild, type RebuildPlan } from './plan-rebuild.js';
import type { RebuildInput, RebuildReport } from './rebuild-api.js';
import { connectionFacts, listConnection, type Listing } from './take-inventory.js';
import { tellLeftOut } from './tell-sweep.js';
import { freezeRequest, haltedAsLeftOut, writeMachines, writeRecords } from './write-rebuild.js';

/** Machines, or requests and launches, of one transaction: short enough that calls of Host Factory get their turn in between. */
const BATCH = 500;
/** Between two tries to take a lease. */
const LEASE_PAUSE_MS = 1_000;

/** What a rebuild goes by. */
export interface RebuildParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** The connections that are looked at. */
  readonly environments: readonly WorkerEnv[];
  readonly leftOut: readonly { readonly connection: string; readonly provider: string }[];
  readonly templates: readonly Template[];
  readonly dryRun: NonNullable<RebuildInput['dryRun']>;
  readonly lostIncarnation: RebuildInput['lostIncarnation'];
}

/** A connection with the lease under which its part is written. */
interface Held {
  readonly env: WorkerEnv;
  readonly epoch: number;
}

/**
 * Brings a store that is older than the clouds in line with them. Everything is written before the new life begins, and that begins in one
 * transaction: broken off at any point, the store is as halted as it was, and the next rebuild does what is left.
 */
export async function rebuildStore(parts: RebuildParts): Promise<RebuildReport> {
  if (parts.dryRun) return reportOf(parts, (await inventory(parts)).plan, await currentLife(parts));
  const stop = new AbortController();
  const held: Held[] = [];
  try {
    for (const env of parts.environments) held.push(await takeLease(env));
    for (const { env } of held) void keepLease(leaseOf(env), env.clock, stop.signal);
    const { plan, listings } = await inventory(parts);
    if (!plan.needed) return reportOf(parts, plan, await currentLife(parts));
    await writePlan(parts, held, plan);
    await beginLife(parts, held, plan, listings);
    return reportOf(parts, plan, plan.life.incarnation);
  } finally {
    stop.abort();
    // One that cannot be given back runs out.
    for (const { env } of held) await releaseLease(leaseOf(env)).catch(() => undefined);
  }
}

function leaseOf({ store, connection, plugin, holder, timing }: WorkerEnv): LeaseOptions {
  return { store, connection, provider: plugin.id, holder, leaseMs: timing.leaseMs };
}

/** Waits as long as the lease of an engine that was killed may last. */
async function takeLease(env: WorkerEnv): Promise<Held> {
  const endsAtMs = env.clock.monotonic() + env.timing.leaseMs + 2 * LEASE_PAUSE_MS;
  for (;;) {
    const state = await holdLease(leaseOf(env));
    if (state !== undefined) return { env, epoch: state.epoch };
    if (env.clock.monotonic() >= endsAtMs) {
      throw new StoreError(
        'busy',
        `connection '${env.connection}' is worked on by another process, so that nothing was changed: try again when that has ended`,
      );
    }
    await env.clock.sleep(LEASE_PAUSE_MS);
  }
}

type Listings = ReadonlyMap<string, Listing>;

/** Lists all clouds, then plans from one state of the store. */
async function inventory({
  store,
  clock,
  random,
  environments,
  templates,
  lostIncarnation,
}: RebuildParts): Promise<{ readonly plan: RebuildPlan; readonly listings: Listings }> {
  const results = await Promise.allSettled(environments.map(async (env) => ({ env, listing: await listConnection(env) })));
  const listed = results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
  const plan = await store.read(async (tx) => {
    const connections = [];
    for (const { env, listing } of listed) connections.push(await connectionFacts(tx, env, listing));
    return planRebuild({
      deployment: await tx.deployment(),
      connections,
      templates,
      nowMs: clock.now(),
      incarnation: random.hex(8),
      lostIncarnation,
      newRequestId: () => newId(random, 'req'),
    });
  });
  return { plan, listings: new Map(listed.map(({ env, listing }) => [env.connection, listing])) };
}

async function writePlan({ store }: RebuildParts, held: readonly Held[], plan: RebuildPlan): Promise<void> {
  for (const { env, epoch } of held) {
    const step = (body: (tx: WriteTransaction) => Promise<void>): Promise<void> => write(store, [{ env, epoch }], body);
    const isOwn = ({ connection }: { readonly connection: string }): boolean => connection === env.connection;
    const nowMs = env.clock.now();
    for (const machines of inBatches(plan.machines.filter(isOwn), BATCH)) await step((tx) => writeMachines(tx, machines, nowMs));
    for (const intents of inBatches(plan.intents.filter(isOwn), BATCH)) await step((tx) => writeRecords(tx, { requests: [], intents }));
    // After their machines: one that is there has all of them.
    for (const requests of inBatches(plan.requests.filter(isOwn), BATCH)) await step((tx) => writeRecords(tx, { requests, intents: [] }));
    for (const frozen of plan.frozen.filter(isOwn)) await step((tx) => freezeRequest(tx, frozen, nowMs));
  }
}

/** The one transaction that makes the store a new one: before it every old connection is halted, after it none that was looked at. */
async function beginLife(parts: RebuildParts, held: readonly Held[], plan: RebuildPlan, listings: Listings): Promise<void> {
  const nowMs = parts.clock.now();
  await write(parts.store, held, async (tx) => {
    const { incarnation } = await tx.deployment();
    await tx.beginIncarnation(plan.life);
    const events: DomainEvent[] = [startEvent(parts, plan, incarnation)];
    for (const { env } of held) {
      const state = await tx.connection(env.connection);
      const listing = listings.get(env.connection);
      const told = plan.connections.find((entry) => entry.connection === env.connection);
      if (state === undefined || listing === undefined || told?.wasOld !== true) continue;
      await tx.saveConnection(
        await mended(
          tx,
          env,
          state,
          listing,
          told.otherDeployments.map((other) => other.deploymentId),
        ),
      );
    }
    for (const { connection, provider } of parts.leftOut) {
      const halted = haltedAsLeftOut((await tx.connection(connection)) ?? newConnection({ connection, provider }));
      await tx.saveConnection(halted);
      events.push({ type: 'ConnectionHalted', connection, reason: halted.halt.kind, message: halted.halt.message });
    }
    await tx.appendEvents(nowMs, events);
  });
}

function startEvent({ leftOut }: RebuildParts, plan: RebuildPlan, previousIncarnation: string): DomainEvent {
  return {
    type: 'StoreRebuilt',
    incarnation: plan.life.incarnation,
    previousIncarnation,
    lastSequence: plan.life.lastSequence,
    machines: plan.machines.length,
    requests: plan.requests.length,
    connections: plan.connections.map((entry) => entry.connection),
    leftOut: leftOut.map((entry) => entry.connection),
  };
}

/** The connection as a sweep of a store that is not old leaves it. */
async function mended(
  tx: WriteTransaction,
  env: WorkerEnv,
  state: ConnectionState,
  { summary, identity }: Listing,
  otherDeployments: readonly string[],
): Promise<ConnectionState> {
  const sweep = { ...summary, number: state.sweeps + 1 };
  const orphans = await tx.machines({ connection: env.connection, orphan: true, live: true });
  return {
    ...state,
    halt: undefined,
    sweeps: sweep.number,
    lastSweep: sweep,
    lastCompleteSweep: sweep,
    identity: state.identity ?? (identity && { account: identity.account, region: identity.region }),
    providerTimeMs: env.providerClock.now(),
    breaker: CLOSED_BREAKER,
    orphans: orphans.length,
    otherDeployments,
    wakeups: state.wakeups + 1,
  };
}

/** One durable transaction, while all given connections are still held under the same epoch. */
async function write(store: Store, held: readonly Held[], body: (tx: WriteTransaction) => Promise<void>): Promise<void> {
  await store.write(async (tx) => {
    for (const { env, epoch } of held) {
      const state = await tx.connection(env.connection);
      if (state?.holder === env.holder && state.epoch === epoch) continue;
      throw new StoreError(
        'busy',
        `another process took over connection '${env.connection}' while the store was rebuilt: run it once more`,
      );
    }
    await body(tx);
  });
}

async function currentLife({ store }: RebuildParts): Promise<string> {
  return (await store.read((tx) => tx.deployment())).incarnation;
}

function reportOf({ leftOut }: RebuildParts, plan: RebuildPlan, incarnation: string): RebuildReport {
  return {
    needed: plan.needed,
    incarnation,
    requests: plan.requests.length,
    connections: [...plan.connections, ...leftOut.map(({ connection }) => tellLeftOut(connection))],
  };
}
