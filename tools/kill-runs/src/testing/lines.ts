import type { Line } from '../preload/lines.js';
import type { Step, WrittenRow } from '../points/transaction.js';
import type { CloudMachine } from '../target/target.js';

/** A machine of `int-1` that was made at 50 and ended at 90. */
export const MACHINE: CloudMachine = {
  id: 'i-1',
  requestId: 'req-1',
  intentId: 'int-1',
  deploymentId: 'd',
  token: 'token-1',
  units: 1,
  createdAtMs: 50,
  endOrderedAtMs: 80,
  endedAtMs: 90,
  alive: false,
};

/** The two lines of one commit. */
export function commit(atMs: number, process: string, number: number, step: Step, rows: readonly WrittenRow[]): readonly Line[] {
  return [
    { atMs, process, line: 'committing', number, step, rows },
    { atMs, process, line: 'committed', number },
  ];
}

/** The line of a machine's creation. */
export function created(atMs: number, process: string): Line {
  return { atMs, process, line: 'cloud-created', machineIds: [MACHINE.id] };
}

/** The line of a call that goes out. */
export function call(atMs: number, process: string, action: string, attemptId?: string): Line {
  return { atMs, process, line: 'call', action, effect: attemptId === undefined ? 'read' : 'create', attemptId, checkedAtMs: atMs };
}

/** The row of a machine. */
export function machineRow(gone?: number): WrittenRow {
  const columns = {
    connection: 'cloud',
    machine_id: MACHINE.id,
    request_id: 'req-1',
    intent_id: 'int-1',
    units: 1,
    orphan: 0,
    gone_at_ms: gone ?? null,
  };
  return { table: 'machines', columns: { ...columns, record: JSON.stringify({ c: MACHINE.createdAtMs, R: 'ret-1' }) } };
}

/** The row of a connection after a whole sweep. */
export function sweptRow(outcome = 'complete'): WrittenRow {
  return {
    table: 'connections',
    columns: { record: JSON.stringify({ connection: 'cloud', holder: 'h', epoch: 1, lastSweep: { outcome } }) },
  };
}
