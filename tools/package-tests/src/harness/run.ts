import { spawn } from 'node:child_process';

/** How a command ended, and what it said. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Where a command runs. */
export interface RunOptions {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a command to its end, and waits for its output as long as somebody holds it. */
export function run([program, ...args]: readonly [string, ...string[]], { cwd, environment, input }: RunOptions): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdin.on('error', () => undefined).end(input);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, out, err }));
  });
}

/** The same for a command that must succeed. @throws with everything that it said */
export async function runWell(command: readonly [string, ...string[]], options: RunOptions): Promise<Ran> {
  const ran = await run(command, options);
  if (ran.code !== 0) throw new Error(`${command.join(' ')} ended with ${ran.code} in ${options.cwd}:\n${ran.out}${ran.err}`);
  return ran;
}
