import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Answer, AnswerDocument } from './documents.js';
import { jsonOf } from './recorder.js';

/** The strictest POSIX shell there is; /bin/sh elsewhere. */
export const SHELL = ['/bin/dash', '/usr/bin/dash'].find((path) => existsSync(path)) ?? '/bin/sh';

/** A call that takes this long has hung, on any machine. */
const TIMEOUT_MS = 240_000;

/** One program to run. */
export interface Run {
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<{ [name: string]: string }>;
  /** Aborted: it is killed. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs a program to the end of its output: a background process that kept its stdout would let this wait in vain. */
export function runProgram({ command: [program, ...words], environment, signal }: Run): Promise<Answer> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { cwd: '/', env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, TIMEOUT_MS);
    const abort = (): void => void child.kill('SIGKILL');
    signal?.addEventListener('abort', abort);
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      const [stdout, stderr] = [Buffer.concat(out).toString('utf8'), Buffer.concat(err).toString('utf8')];
      if (late) reject(new Error(`${[program, ...words].join(' ')} hung; it had printed: ${stdout}${stderr}`));
      else resolve(toAnswer({ exitCode: code ?? undefined, stdout, stderr, tookMs: performance.now() - started }));
    });
  });
}

function toAnswer(facts: Omit<Answer, 'document'>): Answer {
  return {
    ...facts,
    get document(): AnswerDocument {
      const value = jsonOf(facts.stdout);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
      throw new Error(`not one JSON document (exit code ${facts.exitCode}): ${facts.stdout}${facts.stderr}`);
    },
  };
}
