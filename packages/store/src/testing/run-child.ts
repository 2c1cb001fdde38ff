import { type ChildProcess, spawn } from 'node:child_process';
import type { ChildTask } from './child.js';

export interface ChildEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it printed, line by line; a line that a kill cut off is left out. */
  readonly lines: readonly unknown[];
  readonly errors: string;
}

export interface ChildOptions {
  /** From {@link buildChild}. */
  readonly program: string;
  /** Without the rights of root, which file permissions do not bind. */
  readonly ordinaryUser?: boolean;
  /** The largest file that it may write, in blocks of 512 bytes. */
  readonly largestFile?: number;
  /** Called with the process once it runs, for example to kill it. */
  readonly onStart?: (child: ChildProcess) => void;
  /** Called with each line. */
  readonly onLine?: (line: unknown, child: ChildProcess) => void;
}

/** `nobody` on most systems; it needs no name. */
const ORDINARY_USER = { uid: 65_534, gid: 65_534 };

/** Runs the child program to its end. */
export async function runChild(task: ChildTask, options: ChildOptions): Promise<ChildEnd> {
  const { program, ordinaryUser = false, largestFile, onStart, onLine } = options;
  const node = [process.execPath, program, JSON.stringify(task)];
  const limited = ['/bin/sh', '-c', 'ulimit -f "$0" && exec "$@"', String(largestFile), ...node];
  const [command = '', ...args] = largestFile === undefined ? node : limited;
  const user = ordinaryUser && process.getuid?.() === 0 ? ORDINARY_USER : {};
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...user });
  onStart?.(child);
  const { promise, resolve, reject } = Promise.withResolvers<ChildEnd>();
  const lines: unknown[] = [];
  let text = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = `${text}${chunk}`.split('\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const line: unknown = JSON.parse(part);
      lines.push(line);
      onLine?.(line, child);
    }
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk));
  child.on('error', reject);
  child.on('close', (exitCode, signal) => resolve({ exitCode, signal, lines, errors }));
  return promise;
}
