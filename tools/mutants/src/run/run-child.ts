import { execFile } from 'node:child_process';

/** What a child process came to. */
export interface ChildEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Only to find what hangs. */
const HANG_MS = 30 * 60_000;

/** Runs a script with this Node until it ends. */
export function runChild(
  args: readonly string[],
  options: { readonly cwd: string; readonly environment?: Readonly<Record<string, string>> },
): Promise<ChildEnd> {
  const env = { ...process.env, ...options.environment };
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      args,
      { cwd: options.cwd, env, maxBuffer: 2 ** 26, timeout: HANG_MS, killSignal: 'SIGKILL' },
      (error, stdout, stderr) => {
        if (error === null) resolve({ code: 0, stdout, stderr });
        else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
        else reject(new Error(`${args[0]} did not come to its end: ${error.message}`, { cause: error }));
      },
    );
  });
}
