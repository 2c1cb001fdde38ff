import type { Line } from '../preload/lines.js';
import type { CloudMachine } from '../target/target.js';
import { Commits } from './commits.js';

/**
 * Machines whose launch was never answered are taken over by the first whole sweep that began after they were made.
 *
 * @param sinceMs - machines made before are not judged: their store was lost, and waits for its rebuild
 */
export function lateAdoptions(lines: readonly Line[], machines: readonly CloudMachine[], sinceMs: number): readonly string[] {
  const commits = new Commits(lines);
  return machines.filter(({ createdAtMs }) => createdAtMs >= sinceMs).flatMap((machine) => lateAdoption(lines, commits, machine));
}

function lateAdoption(lines: readonly Line[], commits: Commits, machine: CloudMachine): readonly string[] {
  const { id, endedAtMs = Number.POSITIVE_INFINITY } = machine;
  const created = lines.findIndex((line) => line.line === 'cloud-created' && line.machineIds.includes(id));
  const known = lines.findIndex((line) => line.line === 'committing' && writes(line, id) && commits.has(line));
  const swept = created < 0 ? undefined : firstSweepAfter(lines, commits, created);
  if (swept === undefined || (known >= 0 && known <= swept) || (lines[swept]?.atMs ?? 0) >= endedAtMs) return [];
  return [`late: a whole sweep that began after ${id} was made did not take it over`];
}

function writes({ rows }: Line & { readonly line: 'committing' }, machineId: string): boolean {
  return rows.some(({ table, columns }) => table === 'machines' && columns['machine_id'] === machineId);
}

/** Line of the commit of the first sweep whose listing began after a line. */
function firstSweepAfter(lines: readonly Line[], commits: Commits, after: number): number | undefined {
  const listing = new Set<string>();
  for (let index = after + 1; index < lines.length; index += 1) {
    const line = lines[index];
    if (line?.line === 'call' && line.action === 'ListResources') listing.add(line.process);
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
