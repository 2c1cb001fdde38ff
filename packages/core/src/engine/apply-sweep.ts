import type { ConnectionState, Deployment, HaltReason } from '../domain/connection.js';
import type { DomainEvent } from '../domain/events.js';
import type { Intent, IntentHeader } from '../domain/intent.js';
import type { Machine } from '../domain/machine.js';
import type { ReadTransaction, WriteTransaction } from '../ports/store.js';
import type { ObservedCompanion, ObservedGroup, ObservedMachine } from '../provider/machines.js';
import { compareKnown } from './compare-known.js';
import { absenceCounts, isMassVanish } from './gone.js';
import { lateSurplus } from './late.js';
import { changeEvents } from './machine-events.js';
import { matchGroups } from './match-groups.js';
import { explains, mergeSeen, newMachine } from './observe.js';
import { provesEffect } from './settle.js';

/** Everything one sweep brought, collected over its pages. */
export interface SweepCollection {
  readonly machines: readonly ObservedMachine[];
  readonly groups: readonly ObservedGroup[];
  readonly companions: readonly ObservedCompanion[];
  readonly coveredShards: ReadonlySet<string>;
  readonly outcome: 'complete' | 'partial';
  /** Provider time at which it began. */
  readonly beganAtMs: number;
}

/** What the application of a sweep needs beside the transaction. */
export interface ApplyOptions {
  readonly connection: string;
  readonly nowMs: number;
  readonly providerNowMs: number;
  readonly visibilityHorizonMs: (kind: string) => number;
  readonly otherConnections: readonly string[];
}

/** What a sweep changed. */
export interface SweepEffect {
  readonly events: readonly DomainEvent[];
  readonly changedMachines: number;
  readonly orphans: number;
  readonly otherDeployments: readonly string[];
  readonly halt: HaltReason | undefined;
  /** Live machines that this sweep or an earlier one should have shown and did not. */
  readonly missed: number;
  readonly vanished: { readonly held: boolean; readonly machines: number };
  /** Machines on their way: being made, ended, or missed. */
  readonly moving: boolean;
  /** Machines that were given up and show again. */
  readonly revenants: readonly string[];
}

/** One whose end failed moves nowhere: it is tried again in its own time. */
function isMoving(machine: Machine): boolean {
  const ending = machine.terminateOrderedAtMs !== undefined && machine.terminateFailure === undefined;
  return machine.deliveredAtMs === undefined || ending || machine.missedSweeps > 0;
}

/** A store that is older than the cloud learns nothing from it until it is rebuilt. */
const NO_EFFECT = {
  events: [],
  changedMachines: 0,
  orphans: 0,
  otherDeployments: [],
  missed: 0,
  vanished: { held: false, machines: 0 },
  moving: false,
  revenants: [],
} as const;

/** More misses would prove nothing more, and cost a write each. */
const ENOUGH_MISSES = 2;

/** Brings the store in line with what a sweep showed. Decides nothing: surplus, ends and verdicts follow from what stands in the store. */
export async function applySweep(
  tx: WriteTransaction,
  sweep: SweepCollection,
  state: ConnectionState,
  options: ApplyOptions,
): Promise<SweepEffect> {
  const deployment = await tx.deployment();
  const ours = sweep.machines.filter((machine) => machine.header?.deploymentId === deployment.deploymentId);
  // Once old, always old: what was launched by the other life may have ended since, and is missing here all the same.
  const halt = state.halt?.kind === 'store-is-old' ? state.halt : findOldStore(ours, deployment);
  if (halt !== undefined) return { ...NO_EFFECT, halt };
  const { known, shown, undisturbed } = await compareKnown(tx, sweep.machines, deployment.deploymentId, options);
  const matched = await matchMachines(tx, shown, known, options);
  const missed = missMachines(sweep, known, options);
  const groups = await matchGroups(tx, sweep, options);
  const changed = [...matched.changed, ...missed];
  await tx.saveMachines(changed);
  await tx.saveGroups(groups);
  const now = merge(known, changed);
  const live = [...now.values()].filter((machine) => machine.goneAtMs === undefined && !machine.orphan);
  const vanished = live.filter((machine) => machine.missedSweeps > 0 && machine.terminateOrderedAtMs === undefined);
  return {
    events: matched.events,
    changedMachines: changed.length,
    orphans: matched.orphans,
    otherDeployments: state.sweeps === 0 ? otherDeployments(sweep, deployment.deploymentId) : state.otherDeployments,
    halt: undefined,
    missed: [...now.values()].filter((machine) => machine.goneAtMs === undefined && machine.missedSweeps > 0).length,
    vanished: { held: isMassVanish(live, undisturbed), machines: vanished.length },
    moving: live.some(isMoving),
    revenants: matched.revenants,
  };
}

/**
 * A tag from a life of the store that ours does not remember, or a sequence number of a life that ours did not see it reach, means that our
 * store was restored from an earlier state or emptied: what it does not know may all be wanted.
 */
export function findOldStore(
  machines: readonly ObservedMachine[],
  deployment: Pick<Deployment, 'incarnation' | 'knownIncarnations' | 'endedLives' | 'lastSequence'>,
): HaltReason | undefined {
  const stranger = machines.find((machine) => {
    const header = machine.header;
    if (header === undefined || machine.status.unified === 'terminated') return false;
    if (!deployment.knownIncarnations.includes(header.incarnation)) return true;
    const ended = deployment.endedLives.find((life) => life.incarnation === header.incarnation);
    if (ended !== undefined) return header.sequence > ended.lastSequence;
    return header.incarnation === deployment.incarnation && header.sequence > deployment.lastSequence;
  });
  if (stranger === undefined) return undefined;
  const message =
    `machine ${stranger.machineId} was launched by a later or another life of this deployment's store: the store is older than the cloud. ` +
    'Nothing is launched, ended or given up until the store is rebuilt: host-factory store rebuild.';
  return { kind: 'store-is-old', message };
}

/** The store's machines that a sweep is compared with: all that live, and all that it shows. */
export async function knownMachines(
  tx: ReadTransaction,
  connection: string,
  seen: readonly ObservedMachine[],
): Promise<readonly Machine[]> {
  const live = await tx.machines({ connection, live: true });
  const liveIds = new Set(live.map((machine) => machine.machineId));
  const others = seen.map((machine) => machine.machineId).filter((id) => !liveIds.has(id));
  if (others.length === 0) return live;
  return [...live, ...(await tx.machines({ connection, machineIds: others }))];
}

interface Matched {
  readonly changed: readonly Machine[];
  readonly events: readonly DomainEvent[];
  readonly orphans: number;
  readonly revenants: readonly string[];
}

async function matchMachines(
  tx: WriteTransaction,
  shown: readonly ObservedMachine[],
  known: ReadonlyMap<string, Machine>,
  options: ApplyOptions,
): Promise<Matched> {
  const changed: Machine[] = [];
  const events: DomainEvent[] = [];
  const intents = new Map<string, IntentFacts | undefined>();
  const revenants: string[] = [];
  let orphans = 0;
  for (const seen of shown) {
    const before = known.get(seen.machineId);
    if (before !== undefined) {
      const after = mergeSeen(before, seen, options);
      if (after !== before) {
        changed.push(after);
        events.push(...changeEvents(before, after));
      }
      if (after.orphan && after.goneAtMs === undefined) orphans += 1;
      if (isRevenant(before, seen)) revenants.push(seen.machineId);
      continue;
    }
    // The end of a machine that we never knew is nobody's news.
    if (seen.header === undefined || seen.status.unified === 'terminated') continue;
    const facts = await intentFacts(tx, intents, seen.header.intentId, options);
    if (facts?.elsewhere === true) continue;
    const machine = firstSight(seen, seen.header, facts, options);
    changed.push(machine);
    if (machine.orphan) orphans += 1;
    if (facts !== undefined) facts.shownUnits += machine.units;
    events.push(...(machine.orphan ? [orphanEvent(machine, seen)] : sightEvents(machine)));
  }
  return { changed, events, orphans, revenants };
}

/** Only what nobody but absence said is gone can come back; a listing that lags behind the cloud's own word cannot bring it. */
function isRevenant(before: Machine, seen: ObservedMachine): boolean {
  if (before.goneAtMs === undefined || before.orphan || before.status.unified === 'terminated') return false;
  return seen.status.unified !== 'terminated' && seen.status.unified !== 'terminating';
}

function firstSight(seen: ObservedMachine, header: IntentHeader, facts: IntentFacts | undefined, options: ApplyOptions): Machine {
  const { connection } = options;
  if (facts === undefined || !explains(facts.intent, seen, facts)) {
    return newMachine(seen, { connection, header, templateId: '', orphan: true }, options);
  }
  const machine = newMachine(seen, { connection, header, templateId: facts.templateId, orphan: false }, options);
  return { ...machine, surplus: lateSurplus({ ...facts, groupRef: seen.groupRef }) };
}

interface IntentFacts {
  readonly intent: Intent;
  /** Another configured connection made it, and sees the same machines: they are that one's. */
  readonly elsewhere: boolean;
  readonly requestEnded: boolean;
  shownUnits: number;
  readonly templateId: string;
  readonly openAttempts: number;
  readonly groupRefs: ReadonlySet<string>;
}

async function intentFacts(
  tx: WriteTransaction,
  cache: Map<string, IntentFacts | undefined>,
  intentId: string,
  options: ApplyOptions,
): Promise<IntentFacts | undefined> {
  if (cache.has(intentId)) return cache.get(intentId);
  const facts = await readIntentFacts(tx, intentId, options);
  cache.set(intentId, facts);
  return facts;
}

async function readIntentFacts(
  tx: WriteTransaction,
  intentId: string,
  { connection, otherConnections }: ApplyOptions,
): Promise<IntentFacts | undefined> {
  const intent = await tx.intent(intentId);
  if (intent === undefined) return undefined;
  const elsewhere = intent.connection !== connection;
  if (elsewhere && !otherConnections.includes(intent.connection)) return undefined;
  const attempts = await tx.attempts(intentId);
  const request = await tx.request(intent.requestId);
  const groups = await tx.groups(connection);
  const shown = await tx.machines({ connection, intentId });
  return {
    intent,
    elsewhere,
    requestEnded: request?.state === 'ended',
    shownUnits: shown.filter((machine) => !machine.orphan).reduce((sum, machine) => sum + machine.units, 0),
    templateId: request?.kind === 'acquire' ? request.template.templateId : '',
    openAttempts: attempts.filter((attempt) => attempt.state === 'sending' || provesEffect(attempt)).length,
    groupRefs: new Set(groups.filter((group) => group.intentId === intentId).map((group) => group.ref)),
  };
}

function sightEvents(machine: Machine): readonly DomainEvent[] {
  const { requestId, machineId, connection, intentId, surplus } = machine;
  const events: DomainEvent[] = [{ type: 'MachineSeen', requestId, machineId, connection, intentId, adopted: true }];
  if (surplus !== undefined) events.push({ type: 'MachineSurplus', requestId, machineId, connection, reason: surplus });
  return [...events, ...changeEvents(undefined, machine)];
}

function orphanEvent(machine: Machine, seen: ObservedMachine): DomainEvent {
  const deploymentId = seen.header?.deploymentId ?? '';
  return { type: 'OrphanSeen', machineId: machine.machineId, connection: machine.connection, deploymentId, intentId: machine.intentId };
}

/** Counts the sweep against every live machine that it should have shown and did not. */
function missMachines(sweep: SweepCollection, known: ReadonlyMap<string, Machine>, options: ApplyOptions): readonly Machine[] {
  const seen = new Set(sweep.machines.map((machine) => machine.machineId));
  const missed: Machine[] = [];
  for (const machine of known.values()) {
    if (machine.goneAtMs !== undefined || seen.has(machine.machineId)) continue;
    const covered = sweep.outcome === 'complete' || sweep.coveredShards.has(machine.shard);
    if (
      !covered ||
      machine.missedSweeps >= ENOUGH_MISSES ||
      !absenceCounts(machine, sweep.beganAtMs, options.visibilityHorizonMs(machine.kind))
    )
      continue;
    missed.push({ ...machine, missedSweeps: machine.missedSweeps + 1 });
  }
  return missed;
}

function otherDeployments(sweep: SweepCollection, deploymentId: string): readonly string[] {
  const ids = sweep.machines.flatMap((machine) => (machine.header === undefined ? [] : [machine.header.deploymentId]));
  return [...new Set(ids)].filter((id) => id !== deploymentId).toSorted();
}

function merge(known: ReadonlyMap<string, Machine>, changed: readonly Machine[]): Map<string, Machine> {
  const merged = new Map(known);
  for (const machine of changed) merged.set(machine.machineId, machine);
  return merged;
}
