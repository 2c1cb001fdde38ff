import { type ChildProcess, spawn } from 'node:child_process';
import { HANG_MS } from './until.js';

/** What became of a program. */
export interface Ended {
  /** Undefined when it was killed. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program to run. */
export interface Run {
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Told of the process once it runs. */
  readonly started?: (child: ChildProcess) => void;
}

/** Runs this Node with a program to its end. One that hangs is killed, and the run fails. */
export function runProgram({ words, environment, started }: Run): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, words, { cwd: '/', env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    started?.(child);
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      child.kill('SIGKILL');
    }, HANG_MS);
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      if (hung) reject(new Error(`${words.join(' ')} hung`));
      else
        resolve({ exitCode: code ?? undefined, stdout: Buffer.concat(out).toString('utf8'), stderr: Buffer.concat(err).toString('utf8') });
    });
  });
}
