import { writeSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { describeSystemError, exitCodeOf } from '@hostwright/service/errors';
import { EXIT } from '../exit-codes.js';
import { askTerminal } from './ask-terminal.js';
import { type ProgressLine, progressLine } from './progress-line.js';

/** The two ends of a terminal. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable & { readonly columns?: number; readonly rows?: number };
}

/** The part of a terminal that results are shown on. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  /** Whether what was shown can be replaced. */
  readonly canRedraw: boolean;
}

/** What a person asked for in front of any command. */
export interface Preferences {
  /** Results only: no hints, no progress; of a table the ids alone. */
  readonly quiet: boolean;
  /** False: without colour, whatever the terminal can do. */
  readonly color: boolean;
}

/** The outside of a command. */
export interface Io {
  /** Results. */
  out(text: string): void;
  /** Hints and notes beside the result. Not with --quiet. */
  err(text: string): void;
  /** Why the command ends without a result. */
  fail(text: string): void;
  /** What is being done right now: one line that replaces the one before. Only on a terminal, and not with --quiet; empty clears it. */
  progress(text: string): void;
  /** Takes over what stands in front of the command. */
  prefer(preferences: Preferences): void;
  readonly quiet: boolean;
  /** Whether results may be coloured. */
  readonly color: boolean;
  /** Where results are shown; undefined when they go into a pipe or file, and nothing may be cut or replaced. */
  readonly screen: Screen | undefined;
  /** Asks a person; undefined where there is no terminal, and nothing may be asked. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
  /** Where whole screens of questions may be shown; undefined where there is no terminal, or one that cannot move its cursor. */
  readonly terminal?: Terminal | undefined;
}

/** Variables that say what may be shown. */
type Variables = Readonly<{ [name: string]: string | undefined }>;

const DEFAULT_ROWS = 24;

/** The process's own streams. A reader that left (`| head`) ends the process quietly; a disk that is full does not. */
export function processIo(environment: Variables = process.env): Io {
  const { stdin, stdout, stderr } = process;
  stdout.on('error', (error: NodeJS.ErrnoException) => endUnwritten(error));
  stderr.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed));
  const asks = stdin.isTTY && stderr.isTTY;
  const movesCursor = environment['TERM'] !== 'dumb';
  const line = progressLine(stderr, stderr.isTTY && movesCursor && (environment['CI'] ?? '') === '');
  let preferences: Preferences = { quiet: false, color: true };
  const write = (stream: NodeJS.WriteStream, text: string): void => {
    line.clear();
    stream.write(text);
  };
  return {
    out: (text) => write(stdout, text),
    err: (text) => {
      if (!preferences.quiet) write(stderr, text);
    },
    fail: (text) => write(stderr, text),
    progress: (text) => showProgress(line, preferences, text),
    prefer: (stated) => {
      preferences = stated;
    },
    get quiet() {
      return preferences.quiet;
    },
    get color() {
      return preferences.color && wantsColor(environment, stdout.isTTY);
    },
    get screen() {
      if (!stdout.isTTY) return undefined;
      return { columns: stdout.columns, rows: stdout.rows || DEFAULT_ROWS, canRedraw: movesCursor };
    },
    ask: asks ? (question) => askTerminal({ input: stdin, output: stderr }, question) : undefined,
    terminal: asks && movesCursor ? { input: stdin, output: stderr } : undefined,
  };
}

/** Half a result must not look like a whole one. */
function endUnwritten(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') return process.exit(EXIT.ok);
  const { text, code } = describeSystemError(error) ?? { text: error.message, code: 'internal-error' };
  writeSync(process.stderr.fd, `host-factory: The result could not be written. ${text} [${code}]\n`);
  return process.exit(exitCodeOf(code));
}

function showProgress(line: ProgressLine, { quiet }: Preferences, text: string): void {
  if (text === '' || quiet) line.clear();
  else line.show(text);
}

/** See no-color.org and force-color.org: the wish for none comes first. */
export function wantsColor(environment: Variables, isTerminal: boolean): boolean {
  if ((environment['NO_COLOR'] ?? '') !== '') return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return isTerminal && environment['TERM'] !== 'dumb';
}
