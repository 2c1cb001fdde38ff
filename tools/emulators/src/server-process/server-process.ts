// Node runs this file as it is, too: it imports nothing of this package.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What is started, and in which surroundings. */
export interface ServerProgram {
  /** For messages: `moto`. */
  readonly what: string;
  readonly command: string;
  readonly words: readonly string[];
  readonly folder?: string;
  /** @default this process's */
  readonly environment?: NodeJS.ProcessEnv;
}

/** A server in a process of its own. */
export interface ServerProcess {
  /** On the loopback address. */
  readonly port: number;
  readonly processId: number;
  /** Ends it and waits for that. May be repeated. */
  stop(): Promise<void>;
}

/** Of what it says on stderr, as much is kept for the message. */
const KEPT_COMPLAINT = 2_000;

/**
 * Starts a program that prints `{"port": N}` as its first line once it serves, and ends when its standard input is closed: so it ends with
 * this process, however that ends.
 *
 * @throws what it said last on stderr, when it ends without a port
 */
export async function startServerProcess({ what, command, words, folder, environment }: ServerProgram): Promise<ServerProcess> {
  const child = spawn(command, [...words], {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(folder !== undefined && { cwd: folder }),
    ...(environment !== undefined && { env: environment }),
  });
  try {
    return { port: await portOf(child, what), processId: child.pid ?? 0, stop: () => ended(child) };
  } catch (error) {
    await ended(child);
    throw error;
  }
}

async function portOf(child: ChildProcess, what: string): Promise<number> {
  let complaint = '';
  child.on('error', (error) => (complaint += error.message));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (complaint = `${complaint}${text}`.slice(-KEPT_COMPLAINT)));
  if (child.stdout === null) throw new Error(`${what} has no output`);
  for await (const line of createInterface({ input: child.stdout })) return (JSON.parse(line) as { readonly port: number }).port;
  throw new Error(`${what} did not start: ${complaint.trim()}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, 'exit');
  child.stdin?.end();
  child.kill();
  await exit;
}
