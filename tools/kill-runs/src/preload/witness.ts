import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ARMED_FILE, type Armed, goFile, haltFile, LINES_FILE } from '../points/halt-files.js';
import type { LineFacts } from './lines.js';

/** How long a halted process looks away between two looks for the parent's word. */
const LOOK_MS = 2;

/** This process's pen: writes what it does into the run's log, and halts where the parent said so. */
export class Witness {
  readonly #lines: number;
  readonly #process = `${process.pid}-${Date.now().toString(36)}`;

  /** When this process last began to read the store. */
  lookedAtMs = 0;

  constructor(private readonly folder: string) {
    this.#lines = openSync(join(folder, LINES_FILE), 'a');
  }

  write(facts: LineFacts): void {
    writeSync(this.#lines, `${JSON.stringify({ atMs: Date.now(), process: this.#process, ...facts })}\n`);
  }

  /** For one whose process goes on without it. */
  close(): void {
    closeSync(this.#lines);
  }

  /** Announces a point. Where the parent waits for it, this process stands still until the parent kills it or lets it go on. */
  point(point: string): void {
    this.write({ line: 'point', point });
    const armed = this.#armed().find((entry) => entry.point === point && this.#claim(entry));
    if (armed === undefined) return;
    while (!existsSync(join(this.folder, goFile(armed.number)))) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
  }

  #armed(): readonly Armed[] {
    try {
      return JSON.parse(readFileSync(join(this.folder, ARMED_FILE), 'utf8')) as readonly Armed[];
    } catch {
      return [];
    }
  }

  /** Of processes that reach the point at once, one halts. */
  #claim({ number, point }: Armed): boolean {
    try {
      const file = openSync(join(this.folder, haltFile(number)), 'wx');
      writeSync(file, JSON.stringify({ pid: process.pid, point }));
      closeSync(file);
      return true;
    } catch {
      return false;
    }
  }
}
