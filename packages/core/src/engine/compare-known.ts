import type { Machine } from '../domain/machine.js';
import type { ReadTransaction } from '../ports/store.js';
import type { ObservedMachine } from '../provider/machines.js';
import { isUndisturbed, mergeSeen } from './observe.js';

/** Rows read at a time: few of them are needed any longer than it takes to compare them. */
const PAGE_ROWS = 1_000;

/** What a sweep's machines come to beside those that the store knows. */
interface Comparison {
  /** Machines of the store that live or are shown, by id: those that are not undisturbed. */
  readonly known: ReadonlyMap<string, Machine>;
  /** Machines of the sweep that are ours by their tags, or by their ids although they lost one: those that are not undisturbed. */
  readonly shown: readonly ObservedMachine[];
  /** How many live machines are delivered, wanted by nobody to end, and shown just as the store knows them: nothing follows from them. */
  readonly undisturbed: number;
}

/** Compares what a sweep showed with what the store knows. Takes no more memory for machines that run undisturbed than for their ids. */
export async function compareKnown(
  tx: ReadTransaction,
  machines: readonly ObservedMachine[],
  deploymentId: string,
  options: { readonly connection: string; readonly nowMs: number; readonly providerNowMs: number },
): Promise<Comparison> {
  const { connection } = options;
  const once = shownOnce(machines, deploymentId);
  const undisturbed = new Set<string>();
  const known = new Map<string, Machine>();
  for await (const page of liveMachines(tx, connection)) {
    for (const machine of page) {
      const seen = once.get(machine.machineId);
      if (seen !== undefined && isUndisturbed(machine) && mergeSeen(machine, seen, options) === machine) undisturbed.add(machine.machineId);
      else known.set(machine.machineId, machine);
    }
  }
  const disturbed = machines.filter(({ machineId }) => !undisturbed.has(machineId));
  const ours = disturbed.filter(({ header }) => header?.deploymentId === deploymentId);
  const others = ours.map(({ machineId }) => machineId).filter((id) => !known.has(id));
  if (others.length > 0) {
    for (const machine of await tx.machines({ connection, machineIds: others })) known.set(machine.machineId, machine);
  }
  // What is shown of a machine that lost a tag of ours is as true as before.
  const stripped = disturbed.filter(({ machineId, header }) => header === undefined && known.has(machineId));
  return { known, shown: [...ours, ...stripped], undisturbed: undisturbed.size };
}

/** Machines by their ids; undefined for one that is shown several times, which may be in several ways. Strangers are left out. */
function shownOnce(machines: readonly ObservedMachine[], deploymentId: string): ReadonlyMap<string, ObservedMachine | undefined> {
  const once = new Map<string, ObservedMachine | undefined>();
  for (const machine of machines) {
    const { machineId, header } = machine;
    if (header === undefined || header.deploymentId === deploymentId) once.set(machineId, once.has(machineId) ? undefined : machine);
  }
  return once;
}

async function* liveMachines(tx: ReadTransaction, connection: string): AsyncGenerator<readonly Machine[]> {
  let after: Machine | undefined;
  do {
    const page = await tx.machines({ connection, live: true, limit: PAGE_ROWS, ...(after === undefined ? {} : { after }) });
    yield page;
    after = page.length < PAGE_ROWS ? undefined : page.at(-1);
  } while (after !== undefined);
}
