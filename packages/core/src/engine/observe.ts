import type { Intent } from '../domain/intent.js';
import type { Machine, Reclaim } from '../domain/machine.js';
import { isLiveState } from '../domain/status.js';
import type { IntentHeader } from '../domain/intent.js';
import type { ObservedMachine, ReclaimNotice } from '../provider/machines.js';

/** Grace of a reclaim whose cloud states no end: the shortest notice that any of the large clouds gives. */
const UNSTATED_GRACE_MS = 30_000;

/** A machine that the cloud shows for the first time. */
export function newMachine(
  seen: ObservedMachine,
  owner: {
    readonly connection: string;
    readonly header: IntentHeader;
    readonly templateId: string;
    readonly orphan: boolean;
  },
  times: { readonly providerNowMs: number; readonly nowMs: number },
): Machine {
  const base: Machine = {
    machineId: seen.machineId,
    connection: owner.connection,
    requestId: owner.header.requestId,
    intentId: owner.header.intentId,
    generation: owner.header.generation,
    templateId: owner.templateId,
    kind: seen.kind,
    name: '',
    status: { unified: 'pending', raw: '' },
    shard: seen.shard,
    zone: seen.zone,
    machineType: seen.machineType,
    market: seen.market,
    units: seen.units,
    privateIp: undefined,
    publicIp: undefined,
    tags: seen.tags,
    groupRef: seen.groupRef,
    createdAtMs: seen.createdAtMs,
    firstSeenAtMs: times.providerNowMs,
    deliveredAtMs: undefined,
    missedSweeps: 0,
    inspectedAbsent: false,
    surplus: undefined,
    returnRequestId: undefined,
    terminateOrderedAtMs: undefined,
    terminateFailure: undefined,
    reclaim: undefined,
    goneAtMs: undefined,
    endReason: undefined,
    orphan: owner.orphan,
    version: 1,
  };
  return mergeSeen(base, seen, times);
}

/**
 * What we know of a machine after the cloud showed it once more. Answers the same object when nothing changed, so that rows are
 * written on change only. What was delivered keeps its name and address: the answer about it must not change.
 */
export function mergeSeen(
  machine: Machine,
  seen: ObservedMachine,
  times: { readonly providerNowMs: number; readonly nowMs: number },
): Machine {
  if (machine.goneAtMs !== undefined) return machine;
  const name = machine.deliveredAtMs === undefined ? (seen.name ?? machine.name) : machine.name;
  const privateIp = machine.deliveredAtMs === undefined ? (seen.privateIp ?? machine.privateIp) : machine.privateIp;
  const usable = seen.status.unified === 'running' && name !== '' && privateIp !== undefined;
  const next = {
    name,
    privateIp,
    publicIp: seen.publicIp ?? machine.publicIp,
    status: sameStatus(machine, seen) ? machine.status : seen.status,
    groupRef: seen.groupRef ?? machine.groupRef,
    missedSweeps: 0,
    inspectedAbsent: false,
    deliveredAtMs: machine.deliveredAtMs ?? (usable ? times.nowMs : undefined),
    reclaim: machine.reclaim ?? reclaimOf(seen.reclaim, times),
    endReason: seen.endReason ?? machine.endReason,
    goneAtMs: isLiveState(seen.status.unified) ? undefined : times.nowMs,
  };
  return isSame(machine, next) ? machine : { ...machine, ...next };
}

/** Delivered, shown by every sweep, and not to be ended: as long as it is shown as it is, nothing follows from it. */
export function isUndisturbed(machine: Machine): boolean {
  if (machine.goneAtMs !== undefined || machine.orphan || machine.deliveredAtMs === undefined) return false;
  return machine.missedSweeps === 0 && machine.terminateOrderedAtMs === undefined;
}

/** A cloud's deadline is by its own clock: keep what is left of it by ours. */
function reclaimOf(
  notice: ReclaimNotice | undefined,
  times: { readonly providerNowMs: number; readonly nowMs: number },
): Reclaim | undefined {
  if (notice === undefined) return undefined;
  const endsAtMs = notice.deadlineAtMs ?? notice.noticedAtMs + UNSTATED_GRACE_MS;
  const left = Math.max(0, endsAtMs - times.providerNowMs);
  return { reason: notice.reason, noticedAtMs: notice.noticedAtMs, deadlineAtMs: times.nowMs + left };
}

function sameStatus(machine: Machine, seen: ObservedMachine): boolean {
  return machine.status.unified === seen.status.unified && machine.status.raw === seen.status.raw;
}

const COMPARED = [
  'name',
  'privateIp',
  'publicIp',
  'status',
  'groupRef',
  'missedSweeps',
  'inspectedAbsent',
  'deliveredAtMs',
  'reclaim',
  'endReason',
  'goneAtMs',
] as const;

function isSame(a: Machine, b: Pick<Machine, (typeof COMPARED)[number]>): boolean {
  return COMPARED.every((key) => a[key] === b[key]);
}

/**
 * Whether an intent explains a machine that bears its tags. Where every attempt was answered and the answers named their machines, a
 * machine they did not name is a copy of our tags, or somebody else's mistake: an orphan. While an answer is missing or promised more,
 * it is ours, if late.
 */
export function explains(
  intent: Intent,
  seen: ObservedMachine,
  facts: { readonly openAttempts: number; readonly groupRefs: ReadonlySet<string> },
): boolean {
  if (intent.operation !== 'launch') return false;
  if (intent.state !== 'settled') return true;
  if (intent.settlement === 'withdrawn' || intent.settlement === 'adopted') return false;
  if (facts.openAttempts > 0 || intent.pendingUnits > 0) return true;
  return seen.groupRef !== undefined && facts.groupRefs.has(seen.groupRef);
}
