import { spawn } from 'node:child_process';
import { ProviderError } from '@hostwright/core/provider';

/** An ExecCredential takes some KiB. */
const MAX_BYTES = 1_048_576;
/** Programs that ask a cloud for a token take seconds. */
const TIMEOUT_MS = 60_000;

/** A program that prints credentials. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What to do when the program is not installed, as the kubeconfig says it. */
  readonly installHint: string | undefined;
}

/**
 * Runs a program without a shell and without input, and answers what it prints. That is secret: it is in no error, and what the program
 * says on its standard error goes nowhere for the same reason.
 * @throws {ProviderError} `Credentials`
 */
export function runProgram({ command, args, environment, installHint }: Program): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const refuse = (what: string): void =>
    reject(new ProviderError('Credentials', `the credential program ${command} ${what}`, { subject: 'kubeconfig' }));
  // Its own group, so that what it started ends with it.
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true, env: environment });
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
    refuse(`gave nothing within ${TIMEOUT_MS / 1_000} seconds: run it by hand to see what it waits for`);
    stop();
  }, TIMEOUT_MS);
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    chunks.push(chunk);
    if (size <= MAX_BYTES) return;
    refuse(`prints more than ${MAX_BYTES} bytes: it must print one ExecCredential`);
    stop();
  });
  child.once('error', (error: NodeJS.ErrnoException) => {
    const hint = installHint === undefined ? 'install it where this user may run it' : installHint.replaceAll(/\s+/g, ' ').slice(0, 300);
    refuse(`cannot be started (${error.code ?? 'error'}): ${hint}`);
  });
  child.once('close', (code, killedBy) => {
    if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
    else refuse(`failed (${killedBy ?? `exit code ${code}`}): run it by hand to see why`);
  });
  return promise.finally(() => clearTimeout(late));
}
