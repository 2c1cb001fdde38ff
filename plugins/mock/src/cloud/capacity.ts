import type { CloudErrorCode } from './errors.js';
import { findMachineType, type CloudMachineType } from './machine-types.js';
import type { Turn } from './turn.js';

/** How many more machines are possible, and the code of the limit that says so. */
export interface Room {
  readonly machines: number;
  readonly code: CloudErrorCode;
}

/** Machines of a type that the account may still start. */
export function quotaRoom(turn: Turn, type: CloudMachineType): Room {
  const { machines, vcpus } = turn.behaviour.quota;
  const used = accountUse(turn);
  const byMachines = machines === undefined ? Number.POSITIVE_INFINITY : machines - used.machines;
  const byVcpus = vcpus === undefined ? Number.POSITIVE_INFINITY : Math.floor((vcpus - used.vcpus) / type.vcpus);
  return byVcpus < byMachines
    ? { machines: Math.max(0, byVcpus), code: 'VcpuLimitExceeded' }
    : { machines: Math.max(0, byMachines), code: 'InstanceLimitExceeded' };
}

/** What the account's live machines in the region take of its quota. */
export function accountUse(turn: Turn): { readonly machines: number; readonly vcpus: number } {
  const rows = turn.sql.all<{ type: string; machines: number }>(
    `SELECT type, count(*) AS machines FROM machines
     WHERE account = :account AND region = :region AND state <> 'terminated' GROUP BY type`,
    { account: turn.caller.account, region: turn.caller.region },
  );
  return {
    machines: rows.reduce((sum, row) => sum + row.machines, 0),
    vcpus: rows.reduce((sum, row) => sum + row.machines * (findMachineType(row.type)?.vcpus ?? 0), 0),
  };
}

/** Machines of a type that the zone can still hold: the tightest of all rules that match, over all accounts. */
export function zoneRoom(turn: Turn, type: string, zone: string): number {
  if (lacksCapacity(turn, type, zone)) return 0;
  const rules: readonly (readonly [string, string | undefined, string | undefined])[] = [
    [`${type}/${zone}`, type, zone],
    [type, type, undefined],
    [`*/${zone}`, undefined, zone],
    ['*', undefined, undefined],
  ];
  const rooms = rules.map(([key, ofType, inZone]) => {
    if (!Object.hasOwn(turn.behaviour.capacity, key)) return Number.POSITIVE_INFINITY;
    return (turn.behaviour.capacity[key] ?? 0) - countLive(turn, ofType, inZone);
  });
  return Math.max(0, Math.min(...rooms));
}

function lacksCapacity(turn: Turn, type: string, zone: string): boolean {
  return turn.faults.some(
    (fault) =>
      fault.kind === 'no-capacity' &&
      (fault.machineType === undefined || fault.machineType === type) &&
      (fault.zone === undefined || fault.zone === zone),
  );
}

function countLive(turn: Turn, type: string | undefined, zone: string | undefined): number {
  const conditions = [
    `state <> 'terminated'`,
    ...(type === undefined ? [] : ['type = :type']),
    ...(zone === undefined ? [] : ['zone = :zone']),
  ];
  const row = turn.sql.get<{ live: number }>(`SELECT count(*) AS live FROM machines WHERE ${conditions.join(' AND ')}`, {
    ...(type === undefined ? {} : { type }),
    ...(zone === undefined ? {} : { zone }),
  });
  return row?.live ?? 0;
}

/**
 * Spreads machines over the zones that have room, evenly where they have it.
 * @returns one zone for each machine that fits, at most `wanted`
 */
export function placeMachines(turn: Turn, type: string, zones: readonly string[], wanted: number): readonly string[] {
  const rooms = new Map(zones.map((zone) => [zone, zoneRoom(turn, type, zone)]));
  const shared = sharedRoom(turn, type);
  const placed: string[] = [];
  const limit = Math.min(wanted, shared);
  while (placed.length < limit) {
    const open = zones.filter((zone) => (rooms.get(zone) ?? 0) > 0);
    if (open.length === 0) break;
    for (const zone of open.slice(0, limit - placed.length)) {
      placed.push(zone);
      rooms.set(zone, (rooms.get(zone) ?? 0) - 1);
    }
  }
  return placed;
}

/** What the rules over several zones leave altogether. */
function sharedRoom(turn: Turn, type: string): number {
  const { capacity } = turn.behaviour;
  const byType = Object.hasOwn(capacity, type) ? (capacity[type] ?? 0) - countLive(turn, type, undefined) : Number.POSITIVE_INFINITY;
  const byAll = Object.hasOwn(capacity, '*') ? (capacity['*'] ?? 0) - countLive(turn, undefined, undefined) : Number.POSITIVE_INFINITY;
  return Math.max(0, Math.min(byType, byAll));
}
