import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** What each transaction begins and ends with. */
const FRAMES: readonly string[] = ['begin', 'begin immediate', 'commit', 'rollback'];

/** A database in memory that keeps these prepared, too: histories consist of short transactions. */
export class KeptDatabase extends DatabaseSync {
  readonly #frames = new Map<string, StatementSync>();

  constructor() {
    super(':memory:');
  }

  override exec(sql: string): void {
    if (!FRAMES.includes(sql)) {
      super.exec(sql);
      return;
    }
    const frame = this.#frames.get(sql) ?? this.prepare(sql);
    this.#frames.set(sql, frame);
    frame.run();
  }
}
