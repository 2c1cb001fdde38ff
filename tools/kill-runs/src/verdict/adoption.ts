import type { Line } from '../preload/lines.js';
import type { CloudMachine } from '../target/target.js';
import { Commits } from './commits.js';

/**
 * Machines whose launch was never answered are taken over by the first whole sweep that began after they were made.
 *
 * @param sweeps.list - name of the call that lists
 * @param sweeps.sinceMs - machines made before are not judged: their store was lost, and waits for its rebuild
 * @param sweeps.lagMs - how long the cloud may leave a new machine out of its listings
 */
export function lateAdoptions(
  lines: readonly Line[],
  machines: readonly CloudMachine[],
  { list, sinceMs, lagMs }: { readonly list: string; readonly sinceMs: number; readonly lagMs: number },
): readonly string[] {
  const seen: Seen = { lines, commits: new Commits(lines), list, lagMs };
  return machines.filter(({ createdAtMs }) => createdAtMs >= sinceMs).flatMap((machine) => lateAdoption(seen, machine));
}

/** What processes wrote down of themselves. */
interface Seen {
  readonly lines: readonly Line[];
  readonly commits: Commits;
  readonly list: string;
  readonly lagMs: number;
}

function lateAdoption(seen: Seen, machine: CloudMachine): readonly string[] {
  const { lines, commits } = seen;
  const { id, endedAtMs = Number.POSITIVE_INFINITY } = machine;
  const created = lines.findIndex((line) => line.line === 'cloud-created' && line.machineIds.includes(id));
  const known = lines.findIndex((line) => line.line === 'committing' && writes(line, id) && commits.has(line));
  const swept = created < 0 ? undefined : firstSweepAfter(seen, created);
  if (swept === undefined || (known >= 0 && known <= swept) || (lines[swept]?.atMs ?? 0) >= endedAtMs) return [];
  return [`late: a whole sweep that began after ${id} was made did not take it over`];
}

function writes({ rows }: Line & { readonly line: 'committing' }, machineId: string): boolean {
  return rows.some(({ table, columns }) => table === 'machines' && columns['machine_id'] === machineId);
}

/** Line of the commit of the first sweep whose listing began after a line. */
function firstSweepAfter({ lines, commits, list, lagMs }: Seen, after: number): number | undefined {
  const shownAtMs = (lines[after]?.atMs ?? 0) + lagMs;
  const listing = new Set<string>();
  for (let index = after + 1; index < lines.length; index += 1) {
    const line = lines[index];
    if (line?.line === 'call' && line.action === list && line.atMs >= shownAtMs) listing.add(line.process);
    if (line?.line !== 'committing' || line.step !== 'sweep' || !listing.has(line.process)) continue;
    const isWhole = line.rows.some(({ table, columns }) => table === 'connections' && isComplete(columns['record']));
    if (isWhole && commits.has(line)) return index;
  }
  return undefined;
}

function isComplete(record: unknown): boolean {
  const state = JSON.parse(String(record)) as { readonly lastSweep?: { readonly outcome: string } };
  return state.lastSweep?.outcome === 'complete';
}
