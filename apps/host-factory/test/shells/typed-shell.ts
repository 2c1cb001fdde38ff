import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { until } from '../e2e/harness/until.js';

/** Stands before every line that can be typed. */
export const PROMPT = 'ready> ';

/** A shell at a terminal of its own. */
export class TypedShell {
  readonly #process: ChildProcess;
  #shown = '';

  /** @param command - the command line that starts the shell */
  constructor(command: string, { environment, record }: { readonly environment: NodeJS.ProcessEnv; readonly record: string }) {
    this.record = record;
    this.#process = spawn('script', ['-qefc', `stty cols 200 && exec ${command}`, '/dev/null'], { env: environment, stdio: 'pipe' });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on('data', (bytes: Buffer) => (this.#shown += bytes.toString()));
  }

  /** Where every call of the program is written down: a line each, its words ended by U+001F. */
  readonly record: string;

  /** All that the terminal showed. */
  get shown(): string {
    return stripVTControlCharacters(this.#shown);
  }

  async ready(): Promise<void> {
    await this.#wait('its prompt', () => this.shown.includes(PROMPT));
  }

  /** Types the beginning of a line, lets the shell complete it, and runs it. @returns the words that the program was called with */
  async complete(beginning: string): Promise<readonly string[]> {
    const before = this.#calls().length;
    this.#type(`${beginning}\t`);
    await this.#wait(`a question about ${beginning}`, () => this.#calls().length > before);
    this.#type('\r');
    const isRun = (words: readonly string[]): boolean => words[0] !== '__complete';
    return this.#wait(`the run of ${beginning}`, () => this.#calls().slice(before).find(isRun));
  }

  /** Ends it, however it is. */
  end(): void {
    this.#process.stdin?.end();
    this.#process.kill('SIGKILL');
  }

  async #wait<Value>(what: string, ask: () => Value | undefined | false): Promise<Value> {
    try {
      return await until(ask, { what, intervalMs: 50 });
    } catch (error) {
      throw new Error(`${(error as Error).message}; the terminal shows:\n${this.shown}`, { cause: error });
    }
  }

  #type(keys: string): void {
    this.#process.stdin?.write(keys);
  }

  #calls(): readonly (readonly string[])[] {
    const lines = readFileSync(this.record, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => line.split('\u001f').slice(0, -1));
  }
}
