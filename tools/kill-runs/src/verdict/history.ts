import type { Fact } from '@hostwright/history';
import type { Line } from '../preload/lines.js';
import type { RecordedCall } from '../run/recorder.js';
import type { CloudMachine, CloudObject, TargetCalls } from '../target/target.js';
import { callerFacts } from './caller-facts.js';
import { type CommitLine, Commits } from './commits.js';
import { storeFacts } from './store-facts.js';

/** Everything that a run left to look at. */
export interface Remains {
  readonly lines: readonly Line[];
  readonly calls: readonly RecordedCall[];
  readonly machines: readonly CloudMachine[];
  readonly objects: readonly CloudObject[];
  /** Texts of all events in the store. */
  readonly events: ReadonlySet<string>;
  readonly requestIds: readonly string[];
  /** What is true of the whole run, or happened beside the processes. */
  readonly notes: readonly Fact[];
  /** Of the plugin's calls. */
  readonly names: Pick<TargetCalls, 'list' | 'setUp'>;
}

type CallLine = Line & { readonly line: 'call' };

/** Half of the shortest lease: whoever sends this late is caught all the same, because a take-over needs more. */
const CHECK_TO_CALL_MS = 2_500;

/**
 * Puts a run together as one history. What processes did is in the order in which they wrote it down, under the store's and the cloud's own
 * locks; the rest is put between by its time.
 */
export function toHistory(remains: Remains): readonly Fact[] {
  const { machines, objects, calls, notes, requestIds, lines } = remains;
  const commits = new Commits(lines);
  const done = withCalls(lines).flatMap((line) => factsOf(line, remains, commits));
  const asked = callerFacts(calls);
  const before = [
    ...notes,
    ...unseen(machines, lines).map(machineFact),
    ...machines.flatMap(endOf),
    ...asked.filter(({ kind }) => kind === 'asked'),
  ].toSorted(byTime);
  const after = asked.filter(({ kind }) => kind !== 'asked').toSorted(byTime);
  const history = mergeAfter(mergeBefore(done, before), after);
  const atMs = Math.max(0, ...history.map((fact) => fact.atMs));
  const left = objects.map(({ kind, id, alive, machineIds }): Fact => ({
    kind: 'cloud-object',
    atMs,
    object: kind,
    id,
    alive,
    machineIds,
  }));
  return [...history, ...left, { kind: 'store-holds', atMs, requestIds }, { kind: 'end', atMs }];
}

/** Machines of whose creation no process wrote: those of a cloud whose answers cannot be watched, or that somebody else made. */
function unseen(machines: readonly CloudMachine[], lines: readonly Line[]): readonly CloudMachine[] {
  const seen = new Set(lines.flatMap((line) => (line.line === 'cloud-created' ? line.machineIds : [])));
  return machines.filter(({ id }) => !seen.has(id));
}

/** A call belongs where its sender last looked whether it may go out: what others did between that and its line came later. */
function withCalls(lines: readonly Line[]): readonly Line[] {
  const placed: Line[] = [];
  for (const line of lines) {
    let at = placed.length;
    if (line.line === 'call') while (at > 0 && isLater(placed[at - 1], line)) at -= 1;
    placed.splice(at, 0, line);
  }
  return placed;
}

function isLater(other: Line | undefined, call: CallLine): boolean {
  return other !== undefined && other.process !== call.process && other.atMs > call.checkedAtMs;
}

function factsOf(line: Line, remains: Remains, commits: Commits): readonly Fact[] {
  const { atMs, process } = line;
  switch (line.line) {
    case 'began':
      return [{ kind: 'process-began', atMs, process }];
    case 'committing':
      return commits.has(line) || isInStore(line, remains) ? storeFacts(atMs, line.rows) : [];
    case 'cloud-created':
      return remains.machines.filter(({ id }) => line.machineIds.includes(id)).map(machineFact);
    case 'call':
      if ((line.effect !== 'create' && line.effect !== 'delete') || remains.names.setUp.includes(line.action)) return [];
      return [callFact(line)];
    case 'call-ended':
      return line.ok && line.action === remains.names.list ? [{ kind: 'listed', atMs, process }] : [];
    case 'committed':
    case 'point':
      return [];
    default:
      line satisfies never;
      return [];
  }
}

/** The last look into the store may have been for something else, a little after the check. */
function callFact({ checkedAtMs: atMs, process, action, effect, attemptId = '' }: CallLine): Fact {
  const lagMs = CHECK_TO_CALL_MS;
  return { kind: 'call-ready', atMs, process, action, effect: effect === 'create' ? 'create' : 'delete', attemptId, lagMs };
}

/** Of a process that was killed between the two lines of a commit, the store's own events tell. */
function isInStore({ rows }: CommitLine, { events }: Remains): boolean {
  const written = rows.flatMap(({ table, columns }) =>
    table === 'events' && typeof columns['event'] === 'string' ? [columns['event']] : [],
  );
  return written.length > 0 && written.every((event) => events.has(event));
}

function machineFact(machine: CloudMachine): Fact {
  const { id: machineId, deploymentId, requestId, intentId, units, createdAtMs, token } = machine;
  return {
    kind: 'cloud-machine',
    atMs: createdAtMs,
    machineId,
    deploymentId,
    requestId,
    intentId,
    units,
    createdAtMs,
    token,
    origin: 'order',
  };
}

function endOf({ id: machineId, endedAtMs: atMs, endOrderedAtMs }: CloudMachine): readonly Fact[] {
  return atMs === undefined ? [] : [{ kind: 'cloud-ended', atMs, machineId, by: endOrderedAtMs === undefined ? 'cloud' : 'order' }];
}

function byTime(a: Fact, b: Fact): number {
  return a.atMs - b.atMs;
}

/** Puts each of `others` before the first fact of its own time or later. */
function mergeBefore(facts: readonly Fact[], others: readonly Fact[]): readonly Fact[] {
  return merge(facts, others, (other, next) => other.atMs <= next.atMs);
}

/** Puts each of `others` behind all facts of its own time or earlier. */
function mergeAfter(facts: readonly Fact[], others: readonly Fact[]): readonly Fact[] {
  return merge(facts, others, (other, next) => other.atMs < next.atMs);
}

function merge(facts: readonly Fact[], others: readonly Fact[], isFirst: (other: Fact, next: Fact) => boolean): readonly Fact[] {
  const merged: Fact[] = [];
  let at = 0;
  for (const next of facts) {
    for (let other = others[at]; other !== undefined && isFirst(other, next); other = others[at]) {
      merged.push(other);
      at += 1;
    }
    merged.push(next);
  }
  return [...merged, ...others.slice(at)];
}
