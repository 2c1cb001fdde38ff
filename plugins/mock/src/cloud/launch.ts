import { takeAddress, takeUsedAddress } from './addresses.js';
import { placeMachines, quotaRoom } from './capacity.js';
import { CloudError, type CloudErrorCode } from './errors.js';
import type { FaultKind, FaultOf } from './fault.js';
import { insertMachine } from './insert-machine.js';
import { findMachineType, type CloudMachineType } from './machine-types.js';
import type { CloudTag } from './machine-row.js';
import { pricePerHourUsd } from './prices.js';
import { drawDuration, makeId } from './random.js';
import type { Turn } from './turn.js';
import { addMachineVolume } from './volume-store.js';

/** What each machine of a launch shall be. */
export interface LaunchOrder {
  readonly machineType: string;
  /** Undefined: the cloud chooses. */
  readonly zone: string | undefined;
  readonly market: 'on-demand' | 'spot';
  readonly imageId: string;
  readonly userData: string | undefined;
  readonly tags: readonly CloudTag[];
  readonly unitsPerMachine: number;
  /** 0 for no volume. */
  readonly volumeSizeGib: number;
  readonly publicIp: boolean;
}

/** Whom the machines of a launch belong to. */
export interface LaunchOrigin {
  readonly groupId: string | undefined;
  readonly clientToken: string | undefined;
}

/** What a launch gave. */
export interface LaunchOutcome {
  readonly machineIds: readonly string[];
  readonly missing: number;
  /** Why machines are missing; undefined when none is. */
  readonly code: CloudErrorCode | undefined;
}

/** Starts up to `count` machines, as many as quota, capacity and the fault script allow. */
export function launchMachines(turn: Turn, order: LaunchOrder, origin: LaunchOrigin, count: number): LaunchOutcome {
  const type = knownType(order.machineType);
  const zones = order.zone === undefined ? turn.behaviour.zones : [order.zone];
  const quota = quotaRoom(turn, type);
  const allowed = Math.min(count, quota.machines);
  const placed = placeMachines(turn, type.name, zones, allowed);
  const partial = turn.fault('partial');
  const given = placed.slice(0, partial?.give ?? count);
  const extra = turn.fault('over-deliver')?.extra ?? 0;
  const surplus = Array.from({ length: extra }, () => zones[0] ?? '');
  const machineIds = [...given, ...surplus].map((zone, index) => startMachine(turn, { type, zone, order, origin, index }));
  addUninvited(turn, { type, zone: zones[0] ?? '', order });
  const missing = Math.max(0, count - given.length);
  if (missing === 0) return { machineIds, missing, code: undefined };
  if (given.length < placed.length) return { machineIds, missing, code: partial?.code ?? 'InsufficientInstanceCapacity' };
  return { machineIds, missing, code: placed.length < allowed ? 'InsufficientInstanceCapacity' : quota.code };
}

/** @throws {CloudError} `InvalidInstanceType` */
export function knownType(name: string): CloudMachineType {
  const type = findMachineType(name);
  if (type === undefined) throw new CloudError('InvalidInstanceType', `the machine type ${name} does not exist`);
  return type;
}

interface Start {
  readonly type: CloudMachineType;
  readonly zone: string;
  readonly order: LaunchOrder;
  readonly origin: LaunchOrigin;
  /** Position in its launch: faults may hit the first few only. */
  readonly index: number;
}

function startMachine(turn: Turn, start: Start): string {
  const { order, origin, type, zone } = start;
  const n = turn.takeNumbers('machines');
  const id = makeId(turn.seed, 'i', n);
  const address = (hits(turn, 'reuse-names', start) && takeUsedAddress(turn)) || takeAddress(turn);
  const end = plannedEnd(turn, start, n);
  const boot = drawDuration(turn.behaviour.bootTimeMs, turn.draw('boot', n));
  const lateName = hits(turn, 'late-name', start);
  const hidden = hits(turn, 'hide-new', start);
  const stripped = hits(turn, 'strip-tags', start);
  insertMachine(turn, {
    id,
    order,
    origin,
    zone,
    address,
    pricePerHourUsd: pricePerHourUsd(turn.behaviour, type, zone, order.market),
    runningAtMs: hits(turn, 'never-boot', start) ? undefined : turn.nowMs + boot,
    namedAtMs: turn.nowMs + (lateName?.delayMs ?? 0),
    hiddenUntilMs: hidden === undefined ? undefined : turn.nowMs + hidden.durationMs,
    stripTagsAtMs: stripped === undefined ? undefined : turn.nowMs + stripped.afterMs,
    end,
  });
  const deleteWithMachine = hits(turn, 'leave-volumes', start) === undefined;
  if (order.volumeSizeGib > 0) addMachineVolume(turn, { machineId: id, zone, order, deleteWithMachine });
  return id;
}

type PerMachineFault = FaultKind &
  ('never-boot' | 'die' | 'late-name' | 'hide-new' | 'strip-tags' | 'reuse-names' | 'leave-volumes' | 'reclaim');

function hits<Kind extends PerMachineFault>(turn: Turn, kind: Kind, start: Start): FaultOf<Kind> | undefined {
  const fault = turn.fault(kind);
  const { machines = Number.POSITIVE_INFINITY }: { readonly machines?: number | undefined } = fault ?? {};
  return start.index < machines ? fault : undefined;
}

/** An end that is decided at the start: by a fault, or because spot machines are taken back. */
export interface PlannedEnd {
  readonly endedAtMs: number;
  readonly reason: string;
  readonly reclaim: { readonly reason: 'spot' | 'maintenance' | 'eviction'; readonly noticedAtMs: number } | undefined;
}

function plannedEnd(turn: Turn, start: Start, n: number): PlannedEnd | undefined {
  const death = hits(turn, 'die', start);
  if (death !== undefined) {
    return { endedAtMs: turn.nowMs + death.afterMs, reason: 'Server.InternalError', reclaim: undefined };
  }
  const reclaim = hits(turn, 'reclaim', start) ?? spotReclaim(turn, start, n);
  if (reclaim === undefined) return undefined;
  const noticedAtMs = turn.nowMs + reclaim.afterMs;
  const reason = reclaim.reason ?? 'spot';
  return { endedAtMs: noticedAtMs + reclaim.graceMs, reason: reclaimReason(reason), reclaim: { reason, noticedAtMs } };
}

function spotReclaim(
  turn: Turn,
  start: Start,
  n: number,
): { readonly afterMs: number; readonly graceMs: number; readonly reason?: undefined } | undefined {
  const rule = turn.behaviour.spotReclaim;
  if (rule === undefined || start.order.market !== 'spot') return undefined;
  if (turn.draw('reclaim', n) >= rule.probability) return undefined;
  return { afterMs: drawDuration(rule.afterMs, turn.draw('reclaim-after', n)), graceMs: rule.graceMs };
}

/** The cloud's words for why a machine was taken back. */
export function reclaimReason(reason: 'spot' | 'maintenance' | 'eviction'): string {
  return reason === 'spot' ? 'Server.SpotInstanceTermination' : `Server.${reason === 'eviction' ? 'Eviction' : 'Maintenance'}`;
}

/** Machines that somebody else starts at the same moment: copies that bear our tags, or strangers without any. */
function addUninvited(turn: Turn, place: { readonly type: CloudMachineType; readonly zone: string; readonly order: LaunchOrder }): void {
  const quiet = turn.with({ faults: [] });
  const add = (count: number, order: LaunchOrder): void => {
    for (let index = 0; index < count; index += 1) {
      startMachine(quiet, { ...place, order, origin: { groupId: undefined, clientToken: undefined }, index });
    }
  };
  add(turn.fault('copy-machines')?.count ?? 0, place.order);
  add(turn.fault('foreign-machines')?.count ?? 0, { ...place.order, tags: [], userData: undefined });
}
