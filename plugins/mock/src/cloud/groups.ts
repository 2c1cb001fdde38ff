import { CloudError } from './errors.js';
import type { CloudBehaviour } from './behaviour.js';
import { launchMachines, type LaunchOrder } from './launch.js';
import { tagsOf, tagsText, type CloudTag } from './machine-row.js';
import { withOverrides } from './overrides.js';
import { makeId } from './random.js';
import type { Turn } from './turn.js';

/** `fleet` is filled once. `refilling` keeps starting machines until it has as many as it aims at, until it is deleted. */
export type GroupKind = 'fleet' | 'refilling';

/** A group as the table `groups` holds it. */
export interface GroupRow {
  readonly id: string;
  readonly kind: GroupKind;
  readonly state: 'active' | 'deleting' | 'deleted';
  readonly tags: string;
  readonly account: string;
  readonly region: string;
  readonly zone: string | null;
  readonly target_machines: number | null;
  readonly units_per_machine: number;
  readonly client_token: string | null;
  readonly created_at_ms: number;
  readonly deleted_at_ms: number | null;
  readonly listed_until_ms: number | null;
  readonly refill_delay_ms: number;
  readonly launch_order: string;
  readonly behaviour: string;
}

/** A group as the cloud shows it. */
export interface CloudGroup {
  readonly id: string;
  readonly kind: GroupKind;
  readonly state: GroupRow['state'];
  readonly tags: readonly CloudTag[];
  readonly zone: string | undefined;
  /** Machines it aims at; undefined for a fleet. */
  readonly targetMachines: number | undefined;
  readonly unitsPerMachine: number;
  readonly createdAtMs: number;
}

/** What the cloud says of a group. */
export function showGroup(row: GroupRow): CloudGroup {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    tags: tagsOf(row.tags),
    zone: row.zone ?? undefined,
    targetMachines: row.target_machines ?? undefined,
    unitsPerMachine: row.units_per_machine,
    createdAtMs: row.created_at_ms,
  };
}

/** The caller's group. @throws {CloudError} `InvalidGroup.NotFound` */
export function findGroup(turn: Turn, id: string): GroupRow {
  const row = turn.sql.get<GroupRow>('SELECT * FROM groups WHERE id = :id AND account = :account AND region = :region', {
    id,
    account: turn.caller.account,
    region: turn.caller.region,
  });
  if (row === undefined) throw new CloudError('InvalidGroup.NotFound', `the group ${id} does not exist`);
  return row;
}

/** Machines of a group that show, and have not been ordered to end. */
export function membersOf(turn: Turn, group: GroupRow): readonly string[] {
  const rows = turn.sql.all<{ id: string }>(
    `SELECT id FROM machines WHERE group_id = :id AND state NOT IN ('shutting-down', 'terminated') AND visible_at_ms <= :nowMs ORDER BY id`,
    { id: group.id, nowMs: turn.nowMs },
  );
  return rows.map((row) => row.id);
}

/**
 * Starts what refilling groups lack, once their delay has passed since they came to lack it. What does not fit is tried again at the
 * next touch. Answers how many machines were started.
 */
export function fillGroups(turn: Turn): number {
  const groups = turn.sql.all<GroupRow & { live: number; short_since_ms: number }>(
    `SELECT groups.*, (SELECT count(*) FROM machines WHERE group_id = groups.id AND state NOT IN ('shutting-down', 'terminated')) AS live,
       max(created_at_ms, coalesce((SELECT max(ended_at_ms) FROM machines WHERE group_id = groups.id AND ended_at_ms <= :nowMs), 0)) AS short_since_ms
     FROM groups WHERE kind = 'refilling' AND state = 'active'`,
    { nowMs: turn.nowMs },
  );
  let started = 0;
  for (const group of groups) {
    const lacking = (group.target_machines ?? 0) - group.live;
    if (lacking <= 0 || turn.nowMs < group.short_since_ms + group.refill_delay_ms) continue;
    started += fillGroup(turn, group, lacking);
  }
  return started;
}

function fillGroup(turn: Turn, group: GroupRow, lacking: number): number {
  const inGroup = turn.with({
    caller: { account: group.account, region: group.region, principal: group.id, keySha256: undefined, credentials: 'valid' },
    behaviour: withOverrides(turn.sql, JSON.parse(group.behaviour) as CloudBehaviour),
    faults: [],
  });
  const order = JSON.parse(group.launch_order) as LaunchOrder;
  const origin = { groupId: group.id, clientToken: group.client_token ?? undefined };
  try {
    return turn.sql.attempt(() => launchMachines(inGroup, order, origin, lacking).machineIds.length);
  } catch (error) {
    // What a group cannot have now is nobody's error: it tries again.
    if (error instanceof CloudError) return 0;
    throw error;
  }
}

/** Makes a group that aims at `count` machines. It has none yet. */
export function insertGroup(
  turn: Turn,
  group: { readonly kind: GroupKind; readonly order: LaunchOrder; readonly count: number; readonly clientToken: string },
): string {
  const id = makeId(turn.seed, 'grp', turn.takeNumbers('groups'));
  turn.sql.run(
    `INSERT INTO groups (id, kind, state, tags, account, region, zone, target_machines, units_per_machine, client_token, created_at_ms,
       refill_delay_ms, launch_order, behaviour)
     VALUES (:id, :kind, 'active', :tags, :account, :region, :zone, :target, :units, :clientToken, :nowMs, :refillDelayMs, :order, :behaviour)`,
    {
      id,
      kind: group.kind,
      tags: tagsText(group.order.tags),
      account: turn.caller.account,
      region: turn.caller.region,
      zone: group.order.zone ?? null,
      target: group.kind === 'refilling' ? group.count : null,
      units: group.order.unitsPerMachine,
      clientToken: group.clientToken,
      nowMs: turn.nowMs,
      refillDelayMs: turn.behaviour.refillDelayMs,
      order: JSON.stringify(group.order),
      behaviour: JSON.stringify(turn.behaviour),
    },
  );
  return id;
}

/** Deletes a group: it starts nothing any more, and what it started is left alone. */
export function deleteGroup(turn: Turn, group: GroupRow): void {
  if (group.state !== 'active') return;
  const deletedAtMs = turn.nowMs + turn.behaviour.terminateTimeMs;
  turn.sql.run(`UPDATE groups SET state = 'deleting', deleted_at_ms = :deletedAtMs, listed_until_ms = :listedUntilMs WHERE id = :id`, {
    id: group.id,
    deletedAtMs,
    listedUntilMs: deletedAtMs + turn.behaviour.terminatedListedMs,
  });
}
