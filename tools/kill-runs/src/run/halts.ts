import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ARMED_FILE, type Armed, goFile, type Halted, haltFile } from '../points/halt-files.js';

const LOOK_MS = 5;

/** The parent's side of the points: says where processes halt, and hears of it. */
export class Halts {
  readonly #armed: Armed[] = [];

  constructor(private readonly folder: string) {}

  /** The next process that reaches the point halts there. Any number of points may be armed at once, each for one process. */
  arm(point: string): number {
    const number = this.#armed.length + 1;
    this.#armed.push({ number, point });
    const file = join(this.folder, ARMED_FILE);
    writeFileSync(`${file}.new`, JSON.stringify(this.#armed));
    renameSync(`${file}.new`, file);
    return number;
  }

  /** Nobody halts any more. */
  disarm(): void {
    rmSync(join(this.folder, ARMED_FILE), { force: true });
  }

  /** Who halted; undefined when the signal came first. */
  async halted(number: number, signal: AbortSignal): Promise<Halted | undefined> {
    while (!signal.aborted) {
      const found = this.#read(number);
      if (found !== undefined) return found;
      await sleep(LOOK_MS);
    }
    this.disarm();
    const found = this.#read(number);
    // Whoever comes there at this very moment goes on.
    if (found === undefined) this.release(number);
    return found;
  }

  /** Lets a halted process go on. */
  release(number: number): void {
    writeFileSync(join(this.folder, goFile(number)), '');
  }

  /** Undefined as well while the file is being written. */
  #read(number: number): Halted | undefined {
    const file = join(this.folder, haltFile(number));
    if (!existsSync(file)) return undefined;
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as Halted;
    } catch {
      return undefined;
    }
  }
}
