import type { ConnectionState } from '../domain/connection.js';
import type { Machine, SurplusReason } from '../domain/machine.js';
import type { ReadTransaction } from '../ports/store.js';
import type { MachineName } from './commands-api.js';
import { findMachine, machinesById } from './find-returned.js';
import type { Front } from './front.js';
import type { Reclaimable, ReclaimView } from './queries-api.js';

/** Whom to report on; undefined for all. */
type Asked = readonly MachineName[] | undefined;

/** Machines that the cloud takes back or that are gone, of connections whose picture can be trusted now. */
export async function reclaimable(front: Front, asked: Asked): Promise<ReclaimView> {
  return front.store.read(async (tx) => {
    const states = await tx.connections();
    const nowMs = front.clock.now();
    const trusted = states.filter((state) => isTrusted(state, nowMs, front.timing.snapshotMaxAgeMs)).map((state) => state.connection);
    const configured = [...states.map((state) => state.connection), ...front.templates.map((template) => template.connection)];
    const unknownConnections = [...new Set(configured)].filter((connection) => !trusted.includes(connection));
    const candidates = asked === undefined ? await candidatesOf(tx, trusted) : await askedMachines(tx, asked);
    const machines = candidates.filter((machine) => trusted.includes(machine.connection) && concernsHolder(machine)).flatMap(toReclaimable);
    return { unknownConnections, machines };
  });
}

/** A clock that was set back makes a snapshot of the future: its age is not known. */
function isTrusted(state: ConnectionState, nowMs: number, maxAgeMs: number): boolean {
  const { lastSweep, lastCompleteSweep, halt, vanishHeldSinceMs } = state;
  if (lastCompleteSweep === undefined || lastSweep?.outcome !== 'complete') return false;
  if (halt !== undefined || vanishHeldSinceMs !== undefined) return false;
  return Math.abs(nowMs - lastCompleteSweep.startedAtMs) < maxAgeMs;
}

async function candidatesOf(tx: ReadTransaction, connections: readonly string[]): Promise<readonly Machine[]> {
  const machines: Machine[] = [];
  for (const connection of connections) {
    machines.push(...(await tx.machines({ connection, orphan: false, archived: false })));
  }
  return machines;
}

/** Names that stand for several machines, or for none, report nobody. */
async function askedMachines(tx: ReadTransaction, asked: readonly MachineName[]): Promise<readonly Machine[]> {
  const byId = await machinesById(tx, asked);
  const machines = new Map<string, Machine>();
  for (const name of asked) {
    const found = await findMachine(tx, name, byId);
    if (found.kind === 'one') machines.set(`${found.machine.connection}\n${found.machine.machineId}`, found.machine);
  }
  return [...machines.values()];
}

/** Machines that nobody was told of are nobody's to give back. */
const UNTOLD: ReadonlySet<SurplusReason> = new Set(['over-delivered', 'superseded', 'refilled', 'boot-timeout']);

/** Only a machine that this store saw alive and in use: what it never delivered cannot be missed. */
function concernsHolder(machine: Machine): boolean {
  if (machine.orphan || machine.deliveredAtMs === undefined || machine.returnRequestId !== undefined) return false;
  return machine.surplus === undefined || !UNTOLD.has(machine.surplus);
}

function toReclaimable(machine: Machine): readonly Reclaimable[] {
  const { machineId, connection, name, goneAtMs, reclaim, endReason } = machine;
  if (goneAtMs !== undefined) return [{ machineId, connection, name, deadlineAtMs: goneAtMs, reason: endReason ?? 'gone' }];
  if (reclaim === undefined) return [];
  return [{ machineId, connection, name, deadlineAtMs: reclaim.deadlineAtMs, reason: reclaim.reason }];
}
