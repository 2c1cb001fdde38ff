import { join } from 'node:path';
import { type Ran, run } from '../harness/run.js';

/** Longest time for one block: only to end what hangs, the loops of the guide among it. */
const HANG_S = 500;

/**
 * Somebody who follows a guide in a terminal: what one block exports, and where it goes, is there for the next.
 *
 * @param folder - where the reader starts
 */
export class Reader {
  readonly #stateFile: string;

  constructor(
    private readonly folder: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {
    this.#stateFile = join(folder, '.terminal');
  }

  /** Runs a block of commands; the first that fails ends it. Both streams come together, as in a terminal. */
  async sh(script: string): Promise<{ readonly output: string; readonly exitCode: number }> {
    const text = [
      'exec 2>&1',
      `[ ! -f '${this.#stateFile}' ] || . '${this.#stateFile}'`,
      `trap '{ export -p; echo "cd \\"$PWD\\""; } > "${this.#stateFile}"' EXIT`,
      'set -eu',
      script,
    ].join('\n');
    const options = { cwd: this.folder, environment: this.environment };
    const { out, code }: Ran = await run(['timeout', '--kill-after=10', String(HANG_S), 'sh', '-c', text], options);
    return { output: out, exitCode: code };
  }
}
