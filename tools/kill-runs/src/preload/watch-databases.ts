import { basename } from 'node:path';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { readStatement } from '../points/statement.js';
import { stepOf, type WrittenRow } from '../points/transaction.js';
import type { Witness } from './witness.js';

const STORE_FILE = 'hostwright.db';
const CLOUD_FILE = 'mock-cloud.db';
const LOCK_FILE = 'lock.db';

interface Transaction {
  readonly rows: WrittenRow[];
  readonly touched: Set<string>;
  readonly created: string[];
  setsSchema: boolean;
}

const owners = new WeakMap<StatementSync, DatabaseSync>();
const transactions = new WeakMap<DatabaseSync, Transaction>();
/** Connections to the store that ever began a transaction; a process has one or two. */
const stores = new Set<DatabaseSync>();
let commits = 0;

/** Whether this process holds the store right now: nobody else could go on while it stands still. */
export function holdsStore(): boolean {
  return [...stores].some((store) => store.isOpen && store.isTransaction);
}

/** Sees every transaction of this process on the store and on the cloud's file, whoever made the connection. */
export function watchDatabases(witness: Witness): void {
  // oxlint-disable-next-line typescript/unbound-method -- each is called on the object that its replacement is called on
  const { exec, prepare } = DatabaseSync.prototype;
  DatabaseSync.prototype.prepare = function prepareSeen(...input) {
    const statement = prepare.apply(this, input);
    owners.set(statement, this);
    return statement;
  };
  DatabaseSync.prototype.exec = function execSeen(sql) {
    seeControl(this, sql, witness, () => exec.call(this, sql));
  };
  watchStatements(witness);
}

/** Transactions begin and end by `exec` or by prepared statements: both are seen here. */
function seeControl<Result>(database: DatabaseSync, sql: string, witness: Witness, run: () => Result): Result {
  const word = wordOf(sql);
  if (word === 'commit') return commit(database, witness, run);
  if (word === 'begin' && isStore(fileOf(database))) witness.lookedAtMs = Date.now();
  const result = run();
  if (word === 'begin') begin(database, sql);
  else if (word === 'rollback' && !database.isTransaction) transactions.delete(database);
  else if (/user_version =/i.test(sql)) noteSchema(database);
  if (/begin exclusive/i.test(sql) && fileOf(database) === LOCK_FILE) witness.point('lock.taken');
  return result;
}

function wordOf(sql: string): string | undefined {
  return /^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase();
}

const CONTROLS: ReadonlySet<string | undefined> = new Set(['begin', 'commit', 'rollback']);

function watchStatements(witness: Witness): void {
  for (const method of ['run', 'get', 'all', 'iterate'] as const) {
    const original = StatementSync.prototype[method] as (this: StatementSync, ...values: unknown[]) => unknown;
    const seen = function runSeen(this: StatementSync, ...values: unknown[]): unknown {
      const database = owners.get(this);
      if (database !== undefined && CONTROLS.has(wordOf(this.sourceSQL)))
        return seeControl(database, this.sourceSQL, witness, () => original.apply(this, values));
      note(this, values);
      return original.apply(this, values);
    };
    Object.assign(StatementSync.prototype, { [method]: seen });
  }
}

function begin(database: DatabaseSync, sql: string): void {
  const file = fileOf(database);
  if (isStore(file)) stores.add(database);
  const isWrite = /immediate/i.test(sql) && (isStore(file) || file === CLOUD_FILE);
  if (isWrite) transactions.set(database, { rows: [], touched: new Set(), created: [], setsSchema: false });
}

function note(statement: StatementSync, values: readonly unknown[]): void {
  const database = owners.get(statement);
  const transaction = database === undefined ? undefined : transactions.get(database);
  if (database === undefined || transaction === undefined) return;
  const sql = statement.sourceSQL;
  if (fileOf(database) === CLOUD_FILE) {
    const id = (values[0] as { readonly id?: unknown } | undefined)?.id;
    if (/^insert into machines /i.test(sql) && typeof id === 'string') transaction.created.push(id);
    return;
  }
  const { tables, rows } = readStatement(sql, values);
  for (const table of tables) transaction.touched.add(table);
  transaction.rows.push(...rows);
}

function noteSchema(database: DatabaseSync): void {
  const transaction = transactions.get(database);
  if (transaction !== undefined) transaction.setsSchema = true;
}

function commit<Result>(database: DatabaseSync, witness: Witness, run: () => Result): Result {
  const transaction = transactions.get(database);
  transactions.delete(database);
  if (transaction === undefined) return run();
  if (fileOf(database) === CLOUD_FILE) {
    if (transaction.created.length > 0) witness.write({ line: 'cloud-created', machineIds: transaction.created });
    return run();
  }
  const step = stepOf(transaction);
  // Nothing was written: to be killed here is the same as a moment before.
  if (step === 'other' && transaction.rows.length === 0) return run();
  witness.point(`${step}.before`);
  const number = (commits += 1);
  witness.write({ line: 'committing', number, step, rows: transaction.rows });
  const result = run();
  witness.write({ line: 'committed', number });
  witness.point(`${step}.after`);
  return result;
}

function isStore(file: string): boolean {
  return file.startsWith(STORE_FILE);
}

function fileOf(database: DatabaseSync): string {
  return basename(database.location() ?? '');
}
