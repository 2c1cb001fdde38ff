import { accessSync, closeSync, constants, openSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StoreError, StoreErrorKind } from '@hostwright/core/ports';
import { networkFileSystemOf, type ReadFileSystem } from '../file-system.js';
import { isSqliteError, type SqliteError, storeError, systemError, translateFileError } from './errors.js';
import type { ConnectionSource } from './session.js';
import { SQL } from './sql.js';

/** SQLite's codes that do not tell whether the file or its folder is meant. Source: https://sqlite.org/rescode.html */
const VAGUE: Readonly<{ [code: number]: StoreErrorKind }> = {
  8: 'read-only', // READONLY
  14: 'unavailable', // CANTOPEN, for whatever reason
};

/** The store keeps user data of templates: nobody else's to read. */
const OWNER_ONLY = 0o600;

export interface FileOptions {
  readonly file: string;
  readonly readOnly: boolean;
  readonly readFileSystem: ReadFileSystem | undefined;
  /** Whether other hosts use the file, too; `auto`: as its file system says. */
  readonly sharing: 'auto' | 'local' | 'shared';
}

/** On a network, where readers hold off writers, a lock is worth waiting for; by SQLite, which then lets no new readers in. */
const NETWORK_BUSY_TIMEOUT_MS = 200;

/** Connections to a database file. */
export class FileSource implements ConnectionSource {
  readonly label: string;
  readonly shared = false;
  readonly #file: string;
  /** The file of the first connection: later ones are to the same, or to none. */
  #identity: string | undefined;
  #networked = false;

  constructor(private readonly options: FileOptions) {
    this.#file = resolve(options.file);
    this.label = `'${this.#file}'`;
  }

  get networked(): boolean {
    return this.#networked;
  }

  open(): DatabaseSync {
    if (this.#identity === undefined) this.#makeReady();
    else this.verify();
    this.#checkLog();
    this.#identity ??= this.#identityNow();
    const connection = this.#connect();
    try {
      this.verify();
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  #connect(): DatabaseSync {
    const { readOnly } = this.options;
    if (!this.#networked) return new DatabaseSync(this.#file, { readOnly, timeout: 0 });
    this.#leaveLog();
    // Whoever reads first after a host died in the middle of a change has to take that change back.
    const connection = new DatabaseSync(this.#file, { timeout: NETWORK_BUSY_TIMEOUT_MS });
    if (readOnly) connection.exec(SQL.changeNothing);
    return connection;
  }

  /** A store that comes from a local disk has a log, whose index would have to lie in memory that all hosts share. */
  #leaveLog(): void {
    const connection = new DatabaseSync(this.#file, { timeout: NETWORK_BUSY_TIMEOUT_MS });
    try {
      connection.exec(SQL.lockExclusively);
      if (connection.prepare(SQL.journalMode).get()?.['journal_mode'] === 'wal') connection.exec(SQL.useRollbackJournal);
    } finally {
      connection.close();
    }
  }

  verify(): void {
    if (this.#identityNow() === this.#identity) return;
    throw storeError('unavailable', this.label, 'it was removed or replaced while it was open: what is written to it would be lost');
  }

  translate(error: unknown): unknown {
    const kind = isSqliteError(error) ? VAGUE[error.errcode & 0xff] : undefined;
    return kind === undefined ? translateFileError(error, this.#file) : this.#explain(kind, error as SqliteError);
  }

  #makeReady(): void {
    const { readFileSystem, sharing } = this.options;
    const folder = dirname(this.#file);
    const found = this.#look(folder);
    if (found === undefined) throw storeError('unavailable', this.label, `the folder '${folder}' does not exist; create it`);
    if (!found.isDirectory()) throw storeError('unavailable', this.label, `'${folder}' is not a folder`);
    const stored = this.#look(this.#file);
    const exists = stored !== undefined;
    // SQLite opens a pipe, and waits for its writer for ever.
    if (exists && !stored.isFile() && !stored.isDirectory())
      throw storeError('unavailable', this.label, 'it is a pipe, a device or a socket, and no file');
    this.#networked =
      sharing === 'shared' || (sharing === 'auto' && networkFileSystemOf(exists ? this.#file : folder, readFileSystem) !== undefined);
    if (exists) return;
    this.#checkLog();
    this.#create();
  }

  /** SQLite throws the log of an empty file away, and with it what was acknowledged last. */
  #checkLog(): void {
    const log = `${this.#file}-wal`;
    if (this.#sizeOf(this.#file) > 0 || this.#sizeOf(log) === 0) return;
    // Another process may have filled a new file, and then begun its log, between the two looks.
    if (this.#sizeOf(this.#file) > 0) return;
    throw storeError('corrupt', this.label, `it is missing or empty, but its log '${log}' is there`);
  }

  #create(): void {
    if (this.options.readOnly) throw storeError('unavailable', this.label, 'it does not exist, and is opened for reading only');
    try {
      closeSync(openSync(this.#file, 'a', OWNER_ONLY));
    } catch (error) {
      throw this.#whyNotCreated(error);
    }
  }

  #whyNotCreated(error: unknown): StoreError {
    return systemError(error, this.label, `it cannot be created in '${dirname(this.#file)}'`);
  }

  /** Looks for what SQLite does not tell. */
  #explain(kind: StoreErrorKind, cause: SqliteError): StoreError {
    const folder = dirname(this.#file);
    const found = this.#look(this.#file);
    if (found?.isDirectory() === true) return storeError('unavailable', this.label, 'it is a folder', cause);
    // To be told to make it writable also helps where it may not even be read.
    const ofFile = found === undefined ? undefined : whyNotWritable(this.#file);
    if (ofFile !== undefined) return storeError('read-only', this.label, 'the file may not be written', cause, ofFile);
    const ofFolder = whyNotWritable(folder);
    if (ofFolder !== undefined) return storeError('read-only', this.label, `the folder '${folder}' may not be written`, cause, ofFolder);
    return storeError(kind, this.label, `${cause.message} (SQLite ${cause.errcode})`, cause);
  }

  #sizeOf(path: string): number {
    return this.#look(path)?.size ?? 0;
  }

  /** Tells a file from another one that has taken its name. */
  #identityNow(): string | undefined {
    const found = this.#look(this.#file);
    return found === undefined ? undefined : `${found.dev}/${found.ino}`;
  }

  #look(path: string): Stats | undefined {
    try {
      return statSync(path, { throwIfNoEntry: false });
    } catch (error) {
      throw storeError('unavailable', this.label, `'${path}' cannot be looked at: ${String(error)}`, error);
    }
  }
}

/** As the operating system calls it: `EACCES`; undefined when it may be written. */
function whyNotWritable(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
