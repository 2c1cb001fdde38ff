import { createInterface } from 'node:readline/promises';

/** The outside of a command. */
export interface Io {
  /** Results. */
  out(text: string): void;
  /** Everything else: errors, progress, hints. */
  err(text: string): void;
  /** Whether results may be coloured. */
  readonly color: boolean;
  /** Asks a person; undefined where there is no terminal, and nothing may be asked. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}

/** The process's own streams. A reader that left (`| head`) ends the process quietly. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  }
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    color: wantsColor(),
    ask: process.stdin.isTTY && process.stderr.isTTY ? askTerminal : undefined,
  };
}

/** See no-color.org. */
function wantsColor(): boolean {
  return process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';
}

async function askTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}
