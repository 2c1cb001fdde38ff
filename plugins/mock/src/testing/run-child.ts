import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'tsup';
import type { ChildTask } from './child.js';

/** One launch of a child process: the machines that it was told of, or why it was refused. */
export interface ChildLaunch {
  readonly token: string;
  readonly machineIds?: readonly string[];
  readonly refused?: string;
}

/**
 * Bundles a child program into one file, because Node runs neither `.js` names of TypeScript files nor parameter properties.
 * @param source - relative to this file
 */
export async function buildChild(outDir: string, source = './child.ts'): Promise<string> {
  await build({
    entry: { child: fileURLToPath(new URL(source, import.meta.url)) },
    outDir,
    format: 'esm',
    target: 'node24',
    platform: 'node',
    config: false,
    silent: true,
    dts: false,
    splitting: false,
    noExternal: [/^(?!node:)/],
    removeNodeProtocol: false,
    outExtension: () => ({ js: '.mjs' }),
    esbuildOptions: (options) => {
      options.conditions = ['@hostwright/source'];
      options.mainFields = ['module', 'main'];
    },
  });
  return join(outDir, 'child.mjs');
}

/** Runs the child program to its end. */
export async function runChild(program: string, task: ChildTask): Promise<readonly ChildLaunch[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(task)]);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ChildLaunch);
}

/** Runs the child program and kills it right after it said what its first launch gave. */
export async function killChild(program: string, task: ChildTask): Promise<void> {
  const child = spawn(process.execPath, [program, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.once('data', () => child.kill('SIGKILL'));
  await once(child, 'close');
}
