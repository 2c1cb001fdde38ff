import type {
  CloudTransition,
  CreateTagsInput,
  ListResourcesInput,
  MachineIdsInput,
  MachinesAnswer,
  ResourcesAnswer,
  TerminateInput,
} from '../api.js';
import { answer, changed, deleted, type Done } from '../done.js';
import { emptyListing, listResources } from '../listing.js';
import { rebootMachines, startMachines, stopMachines, tagMachines, terminateMachines, transitionsOf } from '../machine-changes.js';
import { requireMachines } from '../machine-store.js';
import { showMachine, type ShownRow } from '../machine-row.js';
import { readMeta, type Turn } from '../turn.js';

interface Transitions {
  readonly transitions: readonly CloudTransition[];
}

/** Shows machines by their ids: all, or none. */
export function describeInstances(turn: Turn, { machineIds }: MachineIdsInput): Done<MachinesAnswer> {
  const atMs = turn.nowMs - (turn.fault('stale-listing')?.ageMs ?? 0);
  const machines = requireMachines(turn, machineIds, atMs).map((row) => showMachine(row, atMs));
  return answer({ account: turn.caller.account, region: turn.caller.region, atMs: turn.nowMs, machines });
}

/** Lists everything, page by page. */
export function list(turn: Turn, input: ListResourcesInput): Done<ResourcesAnswer> {
  return answer(turn.fault('empty-listing') === undefined ? listResources(turn, input) : emptyListing(turn));
}

/** Ends machines: all, or none. */
export function terminate(turn: Turn, input: TerminateInput): Done<Transitions> {
  const rows = requireMachines(turn, input.machineIds);
  const ended = terminateMachines(turn, rows, input.lowerTarget);
  const transitions = transitionsOf(turn, rows).map((transition) => ({
    ...transition,
    after: transition.after === 'terminated' ? transition.after : ('shutting-down' as const),
  }));
  return deleted({ transitions }, ended.length);
}

/** Stops machines: all, or none. */
export function stop(turn: Turn, input: MachineIdsInput & { readonly force: boolean }): Done<Transitions> {
  return change(turn, input, (rows) => stopMachines(turn, rows, input.force));
}

/** Starts machines: all, or none. */
export function start(turn: Turn, input: MachineIdsInput): Done<Transitions> {
  return change(turn, input, (rows) => startMachines(turn, rows));
}

/** Reboots machines: all, or none. */
export function reboot(turn: Turn, input: MachineIdsInput): Done<Transitions> {
  return change(turn, input, (rows) => rebootMachines(turn, rows));
}

/** Tags machines: all, or none. */
export function tag(turn: Turn, { machineIds, tags }: CreateTagsInput): Done<{ readonly tagged: readonly string[] }> {
  const rows = requireMachines(turn, machineIds);
  tagMachines(turn, rows, tags);
  return changed({ tagged: rows.map((row) => row.id) }, rows.length);
}

function change(turn: Turn, { machineIds }: MachineIdsInput, body: (rows: readonly ShownRow[]) => void): Done<Transitions> {
  const rows = requireMachines(turn, machineIds);
  body(rows);
  return changed({ transitions: transitionsOf(turn, rows) }, rows.length);
}

const EVENTS_PER_CALL = 1_000;

/** Machines that changed after a change number; without one, the number from which to ask. */
export function receiveEvents(
  turn: Turn,
  { after }: { readonly after: number | undefined },
): Done<{ readonly upTo: number; readonly machineIds: readonly string[] }> {
  const latest = readMeta(turn.sql, 'changes') ?? 0;
  if (after === undefined) return answer({ upTo: latest, machineIds: [] });
  const rows = turn.sql.all<{ id: string; change_number: number }>(
    `SELECT id, change_number FROM machines WHERE change_number > :after AND account = :account AND region = :region
       AND visible_at_ms <= :nowMs AND coalesce(hidden_until_ms, 0) <= :nowMs ORDER BY change_number, id LIMIT :limit + 0`,
    { after, account: turn.caller.account, region: turn.caller.region, nowMs: turn.nowMs, limit: EVENTS_PER_CALL },
  );
  const upTo = rows.length < EVENTS_PER_CALL ? latest : (rows.at(-1)?.change_number ?? latest);
  return answer({ upTo, machineIds: rows.map((row) => row.id) });
}
