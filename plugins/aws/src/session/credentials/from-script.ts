import { spawn } from 'node:child_process';
import { ProviderError } from '@hostwright/core/provider';
import type { CredentialReader } from './credentials.js';
import { readCredentialsText } from './credentials-text.js';

/** A script prints some hundred bytes. */
const MAX_BYTES = 65_536;

/** Which script, and how long it may take. */
export interface ScriptOptions {
  /** Program and arguments; no shell reads them. */
  readonly command: readonly string[];
  readonly timeoutMs: number;
  readonly renewMarginMs: number;
}

/** Credentials that a program prints, as JSON or as the text of a credentials file with a section `[default]`. */
export function fromScript({ command, timeoutMs, renewMarginMs }: ScriptOptions): CredentialReader {
  const [program = '', ...args] = command;
  const from = `the credential script ${program}`;
  return {
    from,
    cheap: false,
    renewMarginMs,
    read: async (signal) => readCredentialsText({ text: await run({ program, args, timeoutMs, from, signal }), from, profile: 'default' }),
  };
}

interface Run {
  readonly program: string;
  readonly args: readonly string[];
  readonly timeoutMs: number;
  readonly from: string;
  readonly signal: AbortSignal;
}

/** What it prints is secret: it is in no error. What it says on its standard error goes nowhere for the same reason. */
function run({ program, args, timeoutMs, from, signal }: Run): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const refuse = (what: string): void => reject(new ProviderError('Credentials', `${from} ${what}`, { subject: 'credentials.command' }));
  // Its own group, so that what it started ends with it.
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const chunks: Buffer[] = [];
  let size = 0;
  const stop = (): void => {
    child.stdout.destroy();
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  };
  const late = setTimeout(() => {
    refuse(`gave nothing within ${timeoutMs / 1_000} seconds: make it faster, or raise credentials.timeoutSeconds`);
    stop();
  }, timeoutMs);
  const onAbort = (): void => {
    refuse('was not waited for');
    stop();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    chunks.push(chunk);
    if (size <= MAX_BYTES) return;
    refuse(`prints more than ${MAX_BYTES} bytes: make it print credentials alone`);
    stop();
  });
  child.once('error', (error: NodeJS.ErrnoException) =>
    refuse(`cannot be started (${error.code ?? 'error'}): name a program that this user may run`),
  );
  child.once('close', (code, killedBy) => {
    if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
    else refuse(`failed (${killedBy ?? `exit code ${code}`}): run it by hand to see why`);
  });
  return promise.finally(() => {
    clearTimeout(late);
    signal.removeEventListener('abort', onAbort);
  });
}
