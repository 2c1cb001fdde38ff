import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** How Go is asked: its command, and the folder of the module that it works on. */
export interface Go {
  readonly command: string;
  readonly folder: string;
}

/** Runs Go and answers what it printed. @throws its last line, when it fails; what is needed, when there is none */
export async function runGo({ command, folder }: Go, words: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, [...words], { cwd: folder, env: environmentOf(process.env) });
    return stdout.trim();
  } catch (error) {
    throw new Error(reasonOf(error, command), { cause: error });
  }
}

/** For this machine and without a C compiler, whatever else the user builds for. */
function environmentOf(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { GOOS: _system, GOARCH: _processor, GO111MODULE: _modules, ...kept } = environment;
  return { ...kept, CGO_ENABLED: '0', GOWORK: 'off' };
}

function reasonOf(error: unknown, command: string): string {
  const { code, stderr = '' } = error as { readonly code?: unknown; readonly stderr?: string };
  if (code === 'ENOENT') return `${command} is not on the PATH; Go 1.26 or newer is needed (go.dev/dl)`;
  return stderr.trim().split('\n').at(-1) || String(error);
}
