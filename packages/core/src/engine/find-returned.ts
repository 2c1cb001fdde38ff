import type { Machine } from '../domain/machine.js';
import type { ReadTransaction } from '../ports/store.js';
import type { MachineName } from './commands-api.js';

/** Which machine somebody means. */
export type FoundMachine =
  | { readonly kind: 'one'; readonly machine: Machine }
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly message: string };

/** Machines that may be meant by ids, all read at once. */
export async function machinesById(tx: ReadTransaction, names: readonly MachineName[]): Promise<ReadonlyMap<string, readonly Machine[]>> {
  const machineIds = names.flatMap((name) => name.machineId ?? []);
  if (machineIds.length === 0) return new Map();
  return Map.groupBy(await tx.machines({ machineIds }), (machine) => machine.machineId);
}

/** By its id, else by its name. */
export async function findMachine(
  tx: ReadTransaction,
  { machineId, name }: MachineName,
  byId: ReadonlyMap<string, readonly Machine[]>,
): Promise<FoundMachine> {
  if (machineId !== undefined) return chooseById(byId.get(machineId) ?? [], name);
  if (name === undefined || name === '') return { kind: 'none' };
  return chooseByName(await tx.machines({ name }), name);
}

/** An id is unique within its cloud; two clouds may have given the same one, and two connections may see the same machine. */
function chooseById(candidates: readonly Machine[], name: string | undefined): FoundMachine {
  const owned = preferred(candidates, [
    (machine) => machine.goneAtMs === undefined && !machine.orphan,
    (machine) => machine.goneAtMs === undefined,
  ]);
  const [first] = owned;
  if (first === undefined) return { kind: 'none' };
  if (owned.length === 1 || first.goneAtMs !== undefined) return { kind: 'one', machine: first };
  const named = owned.filter((machine) => machine.name === name);
  const [only] = named;
  if (only !== undefined && named.length === 1) return { kind: 'one', machine: only };
  return ambiguous(owned);
}

/**
 * The machine last reported under the name. One that was never reported is meant only when no reported one ever bore the name: the name
 * of a machine that is gone may have passed to another.
 */
export function chooseByName(candidates: readonly Machine[], name: string): FoundMachine {
  const bearers = candidates.filter((machine) => machine.name === name && name !== '');
  const live = bearers.filter((machine) => machine.goneAtMs === undefined);
  const reported = bearers.filter((machine) => machine.deliveredAtMs !== undefined);
  const meant = preferred(bearers, [
    (machine) => live.includes(machine) && (reported.includes(machine) || machine.orphan),
    (machine) => reported.includes(machine),
    (machine) => live.includes(machine),
  ]);
  const [last] = meant.toSorted((a, b) => (b.deliveredAtMs ?? b.createdAtMs) - (a.deliveredAtMs ?? a.createdAtMs));
  if (last === undefined) return { kind: 'none' };
  if (last.goneAtMs === undefined && meant.length > 1) return ambiguous(meant);
  return { kind: 'one', machine: last };
}

/** The candidates that pass the first test which any passes; all when none passes any. */
function preferred(candidates: readonly Machine[], tests: readonly ((machine: Machine) => boolean)[]): readonly Machine[] {
  for (const test of tests) {
    const passing = candidates.filter(test);
    if (passing.length > 0) return passing;
  }
  return candidates;
}

function ambiguous(machines: readonly Machine[]): FoundMachine {
  const named = machines.slice(0, 5).map(({ machineId, connection }) => `${machineId} (${connection})`);
  return { kind: 'ambiguous', message: `${machines.length} machines are meant by it: ${named.join(', ')}. None was touched.` };
}
