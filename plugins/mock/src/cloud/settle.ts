import { fillGroups } from './groups.js';
import { stateSql } from './schema.js';
import type { Turn } from './turn.js';

/** Everything that time alone does to a machine. */
const TIMES = [
  'running_at_ms',
  'stopped_at_ms',
  'ended_at_ms',
  'reclaim_noticed_at_ms',
  'visible_at_ms',
  'hidden_until_ms',
  'named_at_ms',
  'strip_tags_at_ms',
  'listed_until_ms',
] as const;

/** Later than anything. */
const NEVER_MS = Number.MAX_SAFE_INTEGER;

/** The first of a machine's times that is still to come; NULL when nothing is. */
const NEXT_CHANGE_SQL = `nullif(min(${TIMES.map((time) => `CASE WHEN ${time} > :nowMs THEN ${time} ELSE ${NEVER_MS} END`).join(', ')}), ${NEVER_MS})`;

const SETTLE_MACHINES_SQL = `UPDATE machines SET
  state = ${stateSql(':nowMs')},
  tags = CASE WHEN strip_tags_at_ms <= :nowMs THEN '{}' ELSE tags END,
  listed = CASE WHEN listed_until_ms <= :nowMs THEN 0 ELSE listed END,
  next_change_at_ms = ${NEXT_CHANGE_SQL},
  change_number = :changeNumber
  WHERE next_change_at_ms <= :nowMs`;

const DUE_SQL = `SELECT (SELECT count(*) FROM machines WHERE next_change_at_ms <= :nowMs) AS machines,
  (SELECT count(*) FROM volumes WHERE state = 'creating' AND ready_at_ms <= :nowMs) AS volumes,
  (SELECT count(*) FROM snapshots WHERE state = 'creating' AND ready_at_ms <= :nowMs) AS snapshots,
  (SELECT count(*) FROM groups WHERE state <> 'deleted') AS groups`;

/** Volumes of ended machines: deleted with them, or left behind with nobody using them. */
const RELEASE_VOLUMES_SQL = `UPDATE volumes SET
  state = CASE WHEN delete_with_machine = 1 THEN 'deleted' ELSE 'available' END,
  deleted_at_ms = CASE WHEN delete_with_machine = 1 THEN :nowMs END,
  machine_id = NULL, device = NULL
  WHERE machine_id IN (SELECT id FROM machines WHERE change_number = :changeNumber AND state = 'terminated')`;

/**
 * Writes into the rows what time alone has changed: machines that booted, ended, were stripped of their tags; groups that refill.
 * Every touch of the cloud does this first, and again after it changed something.
 */
export function settle(turn: Turn): void {
  const { sql, nowMs } = turn;
  const due = sql.get<{ machines: number; volumes: number; snapshots: number; groups: number }>(DUE_SQL, { nowMs });
  if (due === undefined) return;
  if (due.machines > 0) settleMachines(turn);
  if (due.volumes > 0) settleVolumes(turn);
  if (due.snapshots > 0) sql.run(`UPDATE snapshots SET state = 'available' WHERE state = 'creating' AND ready_at_ms <= :nowMs`, { nowMs });
  if (due.groups > 0) settleGroups(turn);
}

function settleMachines(turn: Turn): void {
  const values = { nowMs: turn.nowMs, changeNumber: turn.changeNumber() };
  turn.sql.run(SETTLE_MACHINES_SQL, values);
  turn.sql.run(RELEASE_VOLUMES_SQL, values);
}

function settleVolumes({ sql, nowMs }: Turn): void {
  sql.run(
    `UPDATE volumes SET state = CASE WHEN machine_id IS NULL THEN 'available' ELSE 'in-use' END
     WHERE state = 'creating' AND ready_at_ms <= :nowMs`,
    { nowMs },
  );
}

function settleGroups(turn: Turn): void {
  turn.sql.run(`UPDATE groups SET state = 'deleted' WHERE state = 'deleting' AND deleted_at_ms <= :nowMs`, { nowMs: turn.nowMs });
  if (fillGroups(turn) > 0) settleMachines(turn);
}
