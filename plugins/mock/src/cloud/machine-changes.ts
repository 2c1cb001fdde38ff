import type { CloudTransition } from './api.js';
import { CloudError } from './errors.js';
import { machinesById } from './machine-store.js';
import { tagsOf, tagsText, wordAt, type CloudTag, type ShownRow } from './machine-row.js';
import { drawDuration } from './random.js';
import type { Turn } from './turn.js';

const END_SQL = `UPDATE machines SET terminate_ordered_at_ms = :nowMs,
  ended_at_ms = min(coalesce(ended_at_ms, :endedAtMs), :endedAtMs),
  listed_until_ms = min(coalesce(ended_at_ms, :endedAtMs), :endedAtMs) + :listedMs,
  end_reason = :reason, next_change_at_ms = 0, change_number = :changeNumber WHERE id = :id`;

/** Orders the end of a machine; one that is ending already stays as it is. Answers whether anything changed. */
export function orderEnd(turn: Turn, row: ShownRow, end: { readonly reason: string; readonly takesMs: number }): boolean {
  if (row.state === 'terminated' || row.state === 'shutting-down') return false;
  turn.sql.run(END_SQL, {
    id: row.id,
    nowMs: turn.nowMs,
    endedAtMs: turn.nowMs + end.takesMs,
    listedMs: turn.behaviour.terminatedListedMs,
    reason: end.reason,
    changeNumber: turn.changeNumber(),
  });
  return true;
}

/** Ends machines as their owner ordered. Answers those whose end this call ordered. */
export function terminateMachines(turn: Turn, rows: readonly ShownRow[], lowerTarget: boolean): readonly ShownRow[] {
  const ignored = turn.faultsOf('ignore-terminate');
  const ended = rows.filter((row) => {
    if (ignored.some((fault) => fault.machineId === undefined || fault.machineId === row.id)) return false;
    return orderEnd(turn, row, { reason: 'Client.UserInitiatedShutdown', takesMs: turn.behaviour.terminateTimeMs });
  });
  if (lowerTarget) lowerTargets(turn, ended);
  return ended;
}

function lowerTargets(turn: Turn, ended: readonly ShownRow[]): void {
  for (const { group_id: groupId } of ended) {
    if (groupId === null) continue;
    turn.sql.run(
      `UPDATE groups SET target_machines = max(0, target_machines - 1) WHERE id = :groupId AND kind = 'refilling' AND state = 'active'`,
      { groupId },
    );
  }
}

/** Stops running machines. @throws {CloudError} `IncorrectState` naming those that are neither running nor stopped */
export function stopMachines(turn: Turn, rows: readonly ShownRow[], force: boolean): void {
  requireState(rows, ['running', 'stopping', 'stopped']);
  const stoppedAtMs = turn.nowMs + (force ? 0 : turn.behaviour.stopTimeMs);
  for (const row of rows.filter((found) => found.state === 'running')) {
    turn.sql.run(
      `UPDATE machines SET stop_ordered_at_ms = :nowMs, stopped_at_ms = :stoppedAtMs, next_change_at_ms = 0, change_number = :changeNumber
       WHERE id = :id`,
      { id: row.id, nowMs: turn.nowMs, stoppedAtMs, changeNumber: turn.changeNumber() },
    );
  }
}

/** Starts stopped machines. @throws {CloudError} `IncorrectState` naming those that are on their way to something else */
export function startMachines(turn: Turn, rows: readonly ShownRow[]): void {
  requireState(rows, ['pending', 'running', 'stopped']);
  for (const row of rows.filter((found) => found.state === 'stopped')) {
    const boot = drawDuration(turn.behaviour.bootTimeMs, turn.draw(`start/${row.id}`, turn.nowMs));
    turn.sql.run(
      `UPDATE machines SET stop_ordered_at_ms = NULL, stopped_at_ms = NULL, running_at_ms = :runningAtMs, next_change_at_ms = 0,
         change_number = :changeNumber WHERE id = :id`,
      { id: row.id, runningAtMs: turn.nowMs + boot, changeNumber: turn.changeNumber() },
    );
  }
}

/** Puts tags on machines. Ended ones are tagged as long as they are shown. */
export function tagMachines(turn: Turn, rows: readonly ShownRow[], tags: readonly CloudTag[]): void {
  const given = new Set(tags.map((tag) => tag.key));
  for (const row of rows) {
    const kept = tagsOf(row.tags).filter((tag) => !given.has(tag.key));
    turn.sql.run('UPDATE machines SET tags = :tags, change_number = :changeNumber WHERE id = :id', {
      id: row.id,
      tags: tagsText([...kept, ...tags]),
      changeNumber: turn.changeNumber(),
    });
  }
}

/** Reboots running machines: they stay `running` throughout. @throws {CloudError} `IncorrectState` */
export function rebootMachines(turn: Turn, rows: readonly ShownRow[]): void {
  requireState(rows, ['running']);
  for (const row of rows) {
    turn.sql.run('UPDATE machines SET change_number = :changeNumber WHERE id = :id', { id: row.id, changeNumber: turn.changeNumber() });
  }
}

function requireState(rows: readonly ShownRow[], allowed: readonly ShownRow['state'][]): void {
  const ids = rows.filter((row) => !allowed.includes(row.state)).map((row) => row.id);
  if (ids.length > 0) throw new CloudError('IncorrectState', `not ${allowed.join(' or ')}: ${ids.join(', ')}`, { ids });
}

/** What machines were and what they are now. */
export function transitionsOf(turn: Turn, rows: readonly ShownRow[]): readonly CloudTransition[] {
  const ids = rows.map((row) => row.id);
  const after = new Map(machinesById(turn, ids).map((row) => [row.id, wordAt(row, turn.nowMs)]));
  return rows.map((row) => ({ machineId: row.id, before: row.state, after: after.get(row.id) ?? row.state }));
}
