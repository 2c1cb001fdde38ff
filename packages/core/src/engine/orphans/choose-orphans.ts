import type { Machine } from '../../domain/machine.js';
import type { ReadTransaction } from '../../ports/store.js';
import type { OrphanOutcome, OrphanSelection, OrphanVerdict } from './orphans-api.js';

/** Orphans that something can be done with, and verdicts on all others that were meant. */
export interface ChosenOrphans {
  readonly chosen: readonly Machine[];
  readonly others: readonly OrphanVerdict[];
}

/** Finds the machines that are meant. One that is none does not stop the others. */
export async function chooseOrphans(tx: ReadTransaction, selection: OrphanSelection): Promise<ChosenOrphans> {
  const halts = new Map(
    (await tx.connections()).flatMap(({ connection, halt }) => (halt === undefined ? [] : [[connection, halt.message]])),
  );
  const chosen: Machine[] = [];
  const others: OrphanVerdict[] = [];
  for (const found of await meant(tx, selection)) {
    if (!('machine' in found)) others.push(found);
    else {
      const verdict = obstacleTo(found.machine, halts);
      if (verdict === undefined) chosen.push(found.machine);
      else others.push(verdict);
    }
  }
  return { chosen, others };
}

type Found = { readonly machine: Machine } | OrphanVerdict;

async function meant(tx: ReadTransaction, { connection, machineIds }: OrphanSelection): Promise<readonly Found[]> {
  const where = connection === undefined ? {} : { connection };
  if (machineIds === 'all') return (await tx.machines({ ...where, orphan: true, live: true })).map((machine) => ({ machine }));
  const ids = [...new Set(machineIds)];
  const byId = Map.groupBy(await tx.machines({ ...where, machineIds: ids }), (machine) => machine.machineId);
  return ids.map((machineId) => choose(machineId, byId.get(machineId) ?? []));
}

/** An id is unique within its cloud: two clouds may have given the same one. */
function choose(machineId: string, candidates: readonly Machine[]): Found {
  const orphans = candidates.filter((machine) => machine.orphan && machine.goneAtMs === undefined);
  const meantOnes = orphans.length > 0 ? orphans : candidates;
  const [first] = meantOnes;
  if (first === undefined)
    return { machineId, connection: undefined, outcome: 'unknown', requestId: undefined, message: 'no sweep has shown it' };
  if (orphans.length <= 1) return { machine: first };
  const places = orphans.map((machine) => machine.connection).join(', ');
  return { machineId, connection: undefined, outcome: 'ambiguous', requestId: undefined, message: `name its connection: one of ${places}` };
}

function obstacleTo(machine: Machine, halts: ReadonlyMap<string, string>): OrphanVerdict | undefined {
  const verdict = (outcome: OrphanOutcome, message: string): OrphanVerdict => ({
    machineId: machine.machineId,
    connection: machine.connection,
    outcome,
    requestId: undefined,
    message,
  });
  if (machine.goneAtMs !== undefined) return verdict('gone', machine.endReason ?? '');
  if (!machine.orphan) return verdict('not-an-orphan', `it belongs to request ${machine.requestId}`);
  const halt = halts.get(machine.connection);
  return halt === undefined ? undefined : verdict('halted', `connection ${machine.connection} is halted: ${halt}`);
}
