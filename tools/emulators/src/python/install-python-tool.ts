import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { defaultCache, type InstalledTool } from '../npm/install-once.js';
import { freshPythonEnvironment } from './environment.js';

/** A tool from the Python package index: its name, and what pip is told to install. */
export interface PythonTool {
  readonly name: string;
  /** As pip takes them, each with its version: `moto[server]==5.2.5`. */
  readonly requirements: readonly string[];
}

/** An installed tool. */
export interface InstalledPythonTool extends InstalledTool {
  /** The interpreter that sees the tool's packages. */
  readonly python: string;
}

/** What install.py answers. */
interface Answer {
  readonly folder: string;
  readonly kept: boolean;
}

/**
 * Installs a tool into a virtual environment, or finds it as an earlier run with the same Python left it in the user's cache folder.
 * Where that folder cannot be written the tool lives in a temporary folder for this run alone. Several processes may ask at once: one
 * installs, the others wait.
 *
 * @param cache - folder that is kept. @default `hostwright/emulators` in the user's cache folder
 * @param python - what to start. @default python3
 * @throws in one line, when there is no Python 3.10 or the packages cannot be had
 */
export async function installPythonTool(tool: PythonTool, cache = defaultCache(), python = 'python3'): Promise<InstalledPythonTool> {
  const program = fileURLToPath(new URL('./install.py', import.meta.url));
  const task = JSON.stringify({ name: tool.name, requirements: tool.requirements, cache });
  const run = promisify(execFile)(python, ['-I', program, task], { env: freshPythonEnvironment() });
  const { stdout } = await run.catch((error: unknown) => {
    throw new Error(`${tool.name} cannot be installed: ${reasonOf(error, python)}`, { cause: error });
  });
  const { folder, kept } = JSON.parse(stdout) as Answer;
  const dispose = async (): Promise<void> => (kept ? undefined : rm(folder, { recursive: true, force: true }));
  return { folder, python: join(folder, 'bin', 'python'), dispose };
}

function reasonOf(error: unknown, python: string): string {
  const { code, stderr = '' } = error as { readonly code?: unknown; readonly stderr?: string };
  if (code === 'ENOENT') return `${python} is not on the PATH; Python 3.10 or newer with venv and pip is needed`;
  return stderr.trim().split('\n').at(-1) || String(error);
}
