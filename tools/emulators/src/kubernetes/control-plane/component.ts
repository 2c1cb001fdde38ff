import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A part of the control plane, and where it says what it does. */
export interface ComponentProgram {
  readonly name: string;
  readonly command: string;
  readonly words: readonly string[];
  /** Appended to. */
  readonly logFile: string;
}

/** A part at work. */
export interface Component {
  readonly name: string;
  readonly processId: number;
  /** Says why it is no longer there, when it ended without being told to. */
  complaint(): Promise<string | undefined>;
  /** Ends it by a signal and waits for that. May be repeated. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** Of what it said last, as many lines are told. */
const TOLD_LINES = 3;

/** Starts a part. It ends when its standard input is closed: so it ends with this process, however that ends. */
export async function startComponent({ name, command, words, logFile }: ComponentProgram): Promise<Component> {
  const log = await open(logFile, 'a');
  // What it caches in the user's home, it caches there.
  const folder = dirname(logFile);
  const child = spawn(command, [...words], { cwd: folder, env: { ...process.env, HOME: folder }, stdio: ['pipe', log.fd, log.fd] });
  let failure: Error | undefined;
  child.on('error', (error) => (failure = error));
  await log.close();
  let stopped = false;
  return {
    name,
    processId: child.pid ?? 0,
    complaint: async () => {
      if (stopped || (failure === undefined && isRunning(child))) return undefined;
      return `${name} ended by itself: ${failure?.message ?? (await lastWords(logFile))} (log: ${logFile})`;
    },
    stop: async (signal) => {
      stopped = true;
      if (!isRunning(child)) return;
      const exit = once(child, 'exit');
      child.kill(signal);
      await exit;
    },
  };
}

function isRunning({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return exitCode === null && signalCode === null && pid !== undefined;
}

async function lastWords(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.slice(-TOLD_LINES).join(' | ') || 'it said nothing';
}
