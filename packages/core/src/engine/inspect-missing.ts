import type { DomainEvent } from '../domain/events.js';
import type { Machine } from '../domain/machine.js';
import type { WriteTransaction } from '../ports/store.js';
import { isProviderError } from '../provider/errors.js';
import type { Inspection } from '../provider/machines.js';
import { checkInspection } from './contract-check.js';
import { withDeadline } from './deadline.js';
import { declareGone } from './declare-gone.js';
import { isAbsent, needsInspection } from './gone.js';
import { changeEvents } from './machine-events.js';
import { mergeSeen } from './observe.js';
import { sameIdentity } from '../provider/identity.js';
import { ProviderError } from '../provider/errors.js';
import { kindFacts, type WorkerEnv } from './worker-env.js';

/**
 * Asks by id for machines that sweeps stopped showing, and passes the verdict on those that the cloud denies: the last step of the gone
 * rule. While a mass vanish is held no verdict is passed.
 * @returns how many machines changed
 */
export async function inspectMissing(env: WorkerEnv): Promise<number> {
  const missing = await env.store.read(async (tx) => {
    const live = await tx.machines({ connection: env.connection, live: true });
    return live.filter((machine) => needsInspection(machine, kindFacts(env, machine.kind).visibilityHorizonMs));
  });
  let changed = 0;
  const size = Math.max(1, env.provider.capabilities.machines.maxIdsPerInspect);
  for (let start = 0; start < missing.length; start += size) {
    const batch = missing.slice(start, start + size);
    const inspection = await inspect(
      env,
      batch.map((machine) => machine.machineId),
    );
    if (inspection === undefined) continue;
    changed += await env.store.write((tx) => recordInspection(tx, env, inspection), { durable: false });
  }
  return changed + (await passVerdicts(env));
}

/** Asks for machines by id; undefined when the cloud could not be asked, or answered as somebody else. */
export async function inspect(env: WorkerEnv, machineIds: readonly string[]): Promise<Inspection | undefined> {
  const late = (): ProviderError => new ProviderError('Unavailable', 'the inspection did not end in time');
  const askedAtMs = env.clock.monotonic();
  try {
    const answer = await withDeadline(env.clock, env.timing.transportDeadlineMs * 2, late, (signal) =>
      env.provider.machines.inspect({ machineIds, signal }),
    );
    const inspection = checkInspection(env.plugin, machineIds, answer);
    const recorded = (await env.store.read((tx) => tx.connection(env.connection)))?.identity;
    if (recorded !== undefined && !sameIdentity({ ...recorded, principal: undefined }, inspection.identity)) return undefined;
    env.providerClock.observe(inspection.providerTimeMs, askedAtMs);
    return inspection;
  } catch (error) {
    const errorClass = isProviderError(error) ? error.errorClass : 'ContractViolation';
    env.logger.warn({ connection: env.connection, machines: machineIds.length, errorClass }, 'inspection failed: nothing is concluded');
    return undefined;
  }
}

async function recordInspection(tx: WriteTransaction, env: WorkerEnv, inspection: Inspection): Promise<number> {
  const nowMs = env.clock.now();
  const times = { nowMs, providerNowMs: inspection.providerTimeMs };
  const changed: Machine[] = [];
  const events: DomainEvent[] = [];
  for (const seen of inspection.machines) {
    const before = await tx.machine(env.connection, seen.machineId);
    if (before === undefined) continue;
    const after = mergeSeen(before, seen, times);
    if (after === before) continue;
    changed.push(after);
    events.push(...changeEvents(before, after));
  }
  for (const machineId of inspection.notFound) {
    const machine = await tx.machine(env.connection, machineId);
    // It may have been seen again since it was missed: the denial of a moment is not believed over that.
    if (machine === undefined || machine.missedSweeps === 0 || machine.goneAtMs !== undefined) continue;
    changed.push({ ...machine, inspectedAbsent: true });
  }
  await tx.saveMachines(changed);
  await tx.appendEvents(nowMs, events);
  return changed.length;
}

/** Its end was ordered, or its cloud's "not found" is final: neither is the kind of absence that a mass vanish casts doubt on. */
function isBeyondDoubt(env: WorkerEnv, machine: Machine): boolean {
  return machine.terminateOrderedAtMs !== undefined || kindFacts(env, machine.kind).visibilityHorizonMs === 0;
}

async function passVerdicts(env: WorkerEnv): Promise<number> {
  const pending = await env.store.read(async (tx) => {
    const live = await tx.machines({ connection: env.connection, live: true });
    return live.some(isAbsent);
  });
  if (!pending) return 0;
  return env.store.write(async (tx) => {
    const state = await tx.connection(env.connection);
    if (state === undefined || state.halt !== undefined || state.holder !== env.holder) return 0;
    const held = state.vanishHeldSinceMs !== undefined;
    const absent = (await tx.machines({ connection: env.connection, live: true })).filter(
      (machine) => isAbsent(machine) && (!held || isBeyondDoubt(env, machine)),
    );
    return declareGone(tx, absent, env.clock.now());
  });
}
