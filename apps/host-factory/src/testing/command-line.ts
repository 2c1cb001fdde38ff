import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Variables } from '@hostwright/service/configuration';
import { exitCodesOf } from '../cli/exit-code-help.js';
import { runCommandLine } from '../cli/run-program.js';
import { commandOf } from './every-command.js';
import { PROGRAM } from './program-files.js';
import { recordIo, type RecordedIo } from './recorded-io.js';
import { temporaryFolder } from './temporary-folder.js';

/** What a command line came to. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Its output, read as JSON. */
  readonly json: () => unknown;
}

export { PROGRAM } from './program-files.js';

/**
 * Runs a command line in this process, away from any Host Factory of the caller's.
 *
 * @throws it ended with a code that the command's help does not list
 */
export async function runCommand(
  words: readonly string[],
  environment: Variables = {},
  io: RecordedIo = recordIo(),
): Promise<CommandResult> {
  const variables = { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment };
  const code = await runCommandLine(words, { io, environment: variables, program: PROGRAM });
  const command = commandOf(words);
  const codes = exitCodesOf(command).map((exit) => exit.code);
  if (command.commands.length === 0 && !codes.includes(code))
    throw new Error(`${words.join(' ')} ended with ${code}; its help says ${codes.join(', ')}: ${io.errText()}`);
  const out = io.outText();
  return { code, out, err: io.errText(), json: () => JSON.parse(out) as unknown };
}

/** A deployment on a mock cloud of its own. */
export interface TestSite {
  readonly directory: string;
  /** Runs a command on it. */
  run(...words: readonly string[]): Promise<CommandResult>;
}

/** Quick enough for tests. */
const TIMING = '\ntiming:\n  busySweepIntervalMs: 100\n  sweepIntervalMs: 1000\n';
/** The program that runs is the test runner: it brings no plugins. */
const PLUGINS = `\nplugins:\n  directory: ${JSON.stringify(PROGRAM.packageDirectory)}\n`;

/** Makes one with `init`; it works without a background process. */
export async function makeTestSite(): Promise<TestSite> {
  const directory = join(temporaryFolder(), 'conf');
  const { code, err } = await runCommand(['init', directory, '--provider', 'mock', '--non-interactive']);
  if (code !== 0) throw new Error(err);
  const file = join(directory, 'hostwright.yaml');
  const quick = readFileSync(file, 'utf8')
    .replace('agent: auto', 'agent: off')
    .replace(/^( +)cloudFile: .*$/m, '$&\n$1bootTimeMs: 50\n$1terminateTimeMs: 50');
  writeFileSync(file, quick + TIMING + PLUGINS);
  return { directory, run: (...words) => runCommand([...words, '--config', directory]) };
}
