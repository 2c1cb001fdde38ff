import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin'];

/** Builds the program, and installs the shells that are missing. */
export function setup(project: TestProject): void {
  project.provide('programPath', join(ROOT, 'apps/host-factory/dist/bin.js'));
  run('turbo', ['run', 'build', '--filter=@hostwright/host-factory', '--output-logs=errors-only']);
  const missing = ['zsh', 'fish'].filter((shell) => !FOLDERS.some((folder) => existsSync(`${folder}/${shell}`)));
  if (missing.length === 0) return;
  run('apt-get', ['update', '-q']);
  run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...missing]);
}

function run(command: string, words: readonly string[]): void {
  const result = spawnSync(command, words, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (result.status === 0) return;
  throw new Error(`${[command, ...words].join(' ')} failed:\n${result.stdout}${result.stderr}${String(result.error ?? '')}`);
}
