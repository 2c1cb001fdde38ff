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
let commits = 0;

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
    const word = /^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase();
    if (word === 'commit') return commit(this, witness, () => exec.call(this, sql));
    if (word === 'begin' && isStore(fileOf(this))) witness.lookedAtMs = Date.now();
    exec.call(this, sql);
    if (word === 'begin') begin(this, sql);
    else if (word === 'rollback' && !this.isTransaction) transactions.delete(this);
    else if (/user_version =/i.test(sql)) noteSchema(this);
    else if (/begin exclusive/i.test(sql) && fileOf(this) === LOCK_FILE) witness.point('lock.taken');
  };
  watchStatements();
}

function watchStatements(): void {
  for (const method of ['run', 'get', 'all', 'iterate'] as const) {
    const original = StatementSync.prototype[method] as (this: StatementSync, ...values: unknown[]) => unknown;
    const seen = function runSeen(this: StatementSync, ...values: unknown[]): unknown {
      note(this, values);
      return original.apply(this, values);
    };
    Object.assign(StatementSync.prototype, { [method]: seen });
  }
}

function begin(database: DatabaseSync, sql: string): void {
  const file = fileOf(database);
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

function commit(database: DatabaseSync, witness: Witness, run: () => void): void {
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
  run();
  witness.write({ line: 'committed', number });
  witness.point(`${step}.after`);
}

function isStore(file: string): boolean {
  return file.startsWith(STORE_FILE);
}

function fileOf(database: DatabaseSync): string {
  return basename(database.location() ?? '');
}
