import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { endProcessesOf } from './processes.js';

declare module 'vitest' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- merged into vitest's own interface
  interface ProvidedContext {
    /** Folder of this test run: installed scripts, caches, and a folder for each site. */
    readonly runFolder: string;
    readonly programPath: string;
  }
}

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const PROGRAM = join(ROOT, 'apps/host-factory/dist/bin.js');

/** Undefined until there is one: a failed build leaves nothing to remove. */
let runFolder: string | undefined;

/** Builds the program once, and lets it install its scripts for both dialects. */
export function setup(project: TestProject): void {
  run('turbo', ['run', 'build', '--filter=@hostwright/host-factory', '--output-logs=errors-only']);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hwe-')));
  runFolder = folder;
  for (const dialect of ['symphony', 'lsf']) {
    run(process.execPath, [PROGRAM, 'scripts', 'install', join(folder, 'scripts', dialect), '--dialect', dialect]);
  }
  project.provide('runFolder', folder);
  project.provide('programPath', PROGRAM);
}

export async function teardown(): Promise<void> {
  if (runFolder === undefined) return;
  await endProcessesOf(runFolder);
  rmSync(runFolder, { recursive: true, force: true });
}

function run(command: string, words: readonly string[]): void {
  const result = spawnSync(command, words, { cwd: ROOT, encoding: 'utf8' });
  if (result.status === 0) return;
  throw new Error(`${[command, ...words].join(' ')} failed:\n${result.stdout}${result.stderr}${String(result.error ?? '')}`);
}
