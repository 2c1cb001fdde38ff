import { CloudError, type CloudErrorCode } from './errors.js';
import { SHOWN_SQL, type ShownRow } from './machine-row.js';
import type { Turn } from './turn.js';

const ID_PATTERN = /^i-[0-9a-f]{17}$/;

const BY_IDS_SQL = `SELECT ${SHOWN_SQL} FROM json_each(:ids) AS asked JOIN machines ON machines.id = asked.value
  WHERE account = :account AND region = :region ORDER BY asked.key`;

/** The caller's machines among these, in the order of the ids, whether they show in listings or not. */
export function machinesById(turn: Turn, ids: readonly string[]): readonly ShownRow[] {
  const { account, region } = turn.caller;
  return turn.sql.all<ShownRow>(BY_IDS_SQL, { ids: JSON.stringify(ids), account, region });
}

/** Whether calls show a machine at `atMs`: it exists, the cloud has noticed so, and its end is not long past. */
function isShown(row: ShownRow, atMs: number): boolean {
  if (row.listed === 0 || row.created_at_ms > atMs || row.visible_at_ms > atMs) return false;
  return row.hidden_until_ms === null || row.hidden_until_ms <= atMs;
}

/**
 * The machines that a call names, each once.
 * @throws {CloudError} naming the ids that stop the whole call: malformed, poisoned, unknown or not visible yet
 */
export function requireMachines(turn: Turn, ids: readonly string[], atMs: number = turn.nowMs): readonly ShownRow[] {
  const unique = [...new Set(ids)];
  if (unique.length === 0) throw new CloudError('InvalidParameterValue', 'the call names no machine');
  refuse(
    'InvalidInstanceID.Malformed',
    'malformed id',
    unique.filter((id) => !ID_PATTERN.test(id)),
  );
  refusePoison(turn, unique);
  const rows = machinesById(turn, unique).filter((row) => isShown(row, atMs));
  const found = new Set(rows.map((row) => row.id));
  refuse(
    'InvalidInstanceID.NotFound',
    'no such machine',
    unique.filter((id) => !found.has(id)),
  );
  return rows;
}

function refusePoison(turn: Turn, ids: readonly string[]): void {
  const poison = turn.faultsOf('poison').filter((fault) => ids.includes(fault.machineId));
  const [first] = poison;
  if (first === undefined) return;
  const code = first.code ?? 'OperationNotPermitted';
  if (first.silent === true) throw new CloudError(code, 'one of the machines does not permit it');
  refuse(code, 'not permitted for', [...new Set(poison.map((fault) => fault.machineId))]);
}

function refuse(code: CloudErrorCode, what: string, ids: readonly string[]): void {
  if (ids.length > 0) throw new CloudError(code, `${what}: ${ids.join(', ')}`, { ids });
}

/** One machine of the caller. @throws {CloudError} `InvalidInstanceID.NotFound` */
export function findMachine(turn: Turn, id: string): ShownRow {
  const row = machinesById(turn, [id]).find((found) => found.state !== 'terminated' && isShown(found, turn.nowMs));
  if (row === undefined) throw new CloudError('InvalidInstanceID.NotFound', `no such machine: ${id}`, { ids: [id] });
  return row;
}
