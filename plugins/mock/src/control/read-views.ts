import type { Fault } from '../cloud/fault.js';
import type { GroupRow } from '../cloud/groups.js';
import type { MachineRow } from '../cloud/machine-row.js';
import type { Sql } from '../cloud/sql.js';
import type { VolumeRow } from '../cloud/volume-row.js';
import type { CallView, FaultView, GroupView, MachineView, VolumeView } from './views.js';

/** All machines that ever were, in the order of their creation. */
export function readMachines(sql: Sql): readonly MachineView[] {
  return sql.all<MachineRow>('SELECT * FROM machines ORDER BY rowid').map((row) => ({
    id: row.id,
    state: row.state,
    tags: tags(row.tags),
    name: row.name,
    type: row.type,
    zone: row.zone,
    market: row.market,
    units: row.units,
    account: row.account,
    region: row.region,
    groupId: row.group_id ?? undefined,
    clientToken: row.client_token ?? undefined,
    imageId: row.image_id,
    userData: row.user_data ?? undefined,
    privateIp: row.private_ip,
    createdAtMs: row.created_at_ms,
    endedAtMs: row.ended_at_ms ?? undefined,
    endReason: row.end_reason ?? undefined,
  }));
}

/** All groups, in the order of their creation. */
export function readGroups(sql: Sql): readonly GroupView[] {
  return sql.all<GroupRow>('SELECT * FROM groups ORDER BY rowid').map((row) => ({
    id: row.id,
    kind: row.kind,
    state: row.state,
    tags: tags(row.tags),
    targetMachines: row.target_machines ?? undefined,
  }));
}

/** All volumes, in the order of their creation. */
export function readVolumes(sql: Sql): readonly VolumeView[] {
  return sql.all<VolumeRow>('SELECT * FROM volumes ORDER BY rowid').map((row) => ({
    id: row.id,
    state: row.state,
    tags: tags(row.tags),
    zone: row.zone,
    sizeGib: row.size_gib,
    machineId: row.machine_id ?? undefined,
  }));
}

/** The log of calls, oldest first. */
export function readCalls(sql: Sql): readonly CallView[] {
  const rows = sql.all<{
    at_ms: number;
    action: string;
    account: string;
    region: string;
    token: string | null;
    outcome: string;
    effect: CallView['effect'] | null;
    count: number;
  }>('SELECT * FROM calls ORDER BY id');
  return rows.map((row) => ({
    atMs: row.at_ms,
    action: row.action,
    account: row.account,
    region: row.region,
    token: row.token ?? undefined,
    outcome: row.outcome,
    effect: row.effect ?? undefined,
    count: row.count,
  }));
}

/** All faults, of controls and of scripts. */
export function readFaults(sql: Sql): readonly FaultView[] {
  const rows = sql.all<{ id: string; fault: string; matched: number; fired: number }>(
    'SELECT id, fault, matched, fired FROM faults ORDER BY added_at_ms, id',
  );
  return rows.map(({ id, fault, matched, fired }) => ({ id, kind: (JSON.parse(fault) as Fault).kind, matched, fired }));
}

function tags(text: string): Readonly<Record<string, string>> {
  return JSON.parse(text) as Readonly<Record<string, string>>;
}
