import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../../../', import.meta.url));

/** Builds the command and one plugin, before the suites that install them. */
export function buildFor(plugin: string): void {
  const packages = ['--filter=@hostwright/host-factory', `--filter=@hostwright/provider-${plugin}`];
  const words = [join(ROOT, 'tools/bootstrap.mjs'), 'turbo', 'run', 'build', ...packages, '--output-logs=errors-only'];
  execFileSync(process.execPath, words, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}
