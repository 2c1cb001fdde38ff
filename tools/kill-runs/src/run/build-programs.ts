import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Builds packages: the command line, which is what runs run, and plugins beside it. @throws {Error} with what the build said */
export function buildPrograms(packages: readonly string[]): void {
  const words = ['run', 'build', ...packages.map((name) => `--filter=${name}`), '--output-logs=errors-only'];
  const result = spawnSync('turbo', words, { cwd: ROOT, encoding: 'utf8' });
  if (result.status !== 0)
    throw new Error(`turbo ${words.join(' ')} failed:\n${result.stdout}${result.stderr}${String(result.error ?? '')}`);
}
