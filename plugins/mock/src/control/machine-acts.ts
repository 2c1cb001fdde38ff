import { CloudError } from '../cloud/errors.js';
import { launchMachines, reclaimReason } from '../cloud/launch.js';
import { orderEnd, stopMachines } from '../cloud/machine-changes.js';
import { tagsOf, type CloudReclaim, type MachineRow } from '../cloud/machine-row.js';
import type { Turn } from '../cloud/turn.js';

/** Any account's machine. @throws {CloudError} `InvalidInstanceID.NotFound` */
function anyMachine(turn: Turn, machineId: string): MachineRow {
  const row = turn.sql.get<MachineRow>('SELECT * FROM machines WHERE id = :machineId', { machineId });
  if (row === undefined) throw new CloudError('InvalidInstanceID.NotFound', `no such machine: ${machineId}`, { ids: [machineId] });
  return row;
}

/** Ends a machine at once, as a failing host does. */
export function kill(turn: Turn, machineId: string, reason: string): void {
  orderEnd(turn, anyMachine(turn, machineId), { reason, takesMs: 0 });
}

/** Announces that the cloud takes a machine back, and does so after the grace. */
export function reclaim(
  turn: Turn,
  machineId: string,
  notice: { readonly reason: CloudReclaim['reason']; readonly graceMs: number },
): void {
  const row = anyMachine(turn, machineId);
  if (row.state === 'terminated') return;
  const deadlineAtMs = turn.nowMs + notice.graceMs;
  turn.sql.run(
    `UPDATE machines SET reclaim_reason = :reason, reclaim_noticed_at_ms = :nowMs, reclaim_deadline_at_ms = :deadlineAtMs,
       ended_at_ms = min(coalesce(ended_at_ms, :deadlineAtMs), :deadlineAtMs), end_reason = :endReason,
       listed_until_ms = min(coalesce(ended_at_ms, :deadlineAtMs), :deadlineAtMs) + :listedMs, next_change_at_ms = 0, change_number = :changeNumber
     WHERE id = :machineId`,
    {
      machineId,
      reason: notice.reason,
      nowMs: turn.nowMs,
      deadlineAtMs,
      endReason: reclaimReason(notice.reason),
      listedMs: turn.behaviour.terminatedListedMs,
      changeNumber: turn.changeNumber(),
    },
  );
}

/** Takes all tags off a machine. */
export function stripTags(turn: Turn, machineId: string): void {
  anyMachine(turn, machineId);
  turn.sql.run(`UPDATE machines SET tags = '{}', change_number = :changeNumber WHERE id = :machineId`, {
    machineId,
    changeNumber: turn.changeNumber(),
  });
}

/** Stops a running machine at once, as its owner does in the cloud's console. */
export function stop(turn: Turn, machineId: string): void {
  stopMachines(turn, [anyMachine(turn, machineId)], true);
}

/** Gives one tag of a machine another value, or takes it off. */
export function setTag(turn: Turn, machineId: string, key: string, value: string | undefined): void {
  const tags = tagsOf(anyMachine(turn, machineId).tags).filter((tag) => tag.key !== key);
  const changed = value === undefined ? tags : [...tags, { key, value }];
  turn.sql.run('UPDATE machines SET tags = :tags, change_number = :changeNumber WHERE id = :machineId', {
    machineId,
    tags: JSON.stringify(Object.fromEntries(changed.map((tag) => [tag.key, tag.value]))),
    changeNumber: turn.changeNumber(),
  });
}

/** Makes a machine vanish: it is in no listing and no answer any more, and never said that it ended. */
export function vanish(turn: Turn, machineId: string): void {
  anyMachine(turn, machineId);
  turn.sql.run(
    `UPDATE machines SET listed = 0, listed_until_ms = :nowMs, ended_at_ms = :nowMs, end_reason = 'Server.Vanished', next_change_at_ms = 0,
       change_number = :changeNumber WHERE id = :machineId`,
    { machineId, nowMs: turn.nowMs, changeNumber: turn.changeNumber() },
  );
}

/** Starts another machine like this one, its tags included, as an operator's "launch more like this" does. Answers its id. */
export function copyMachine(turn: Turn, machineId: string): string {
  const row = anyMachine(turn, machineId);
  const owner = turn.with({ caller: { ...turn.caller, account: row.account, region: row.region } });
  const order = {
    machineType: row.type,
    zone: row.zone,
    market: row.market,
    imageId: row.image_id,
    userData: row.user_data ?? undefined,
    tags: tagsOf(row.tags),
    unitsPerMachine: row.units,
    volumeSizeGib: 0,
    publicIp: row.public_ip !== null,
  };
  const [id] = launchMachines(owner, order, { groupId: undefined, clientToken: undefined }, 1).machineIds;
  if (id === undefined) throw new CloudError('InsufficientInstanceCapacity', `no machine like ${machineId} can be had`);
  return id;
}
