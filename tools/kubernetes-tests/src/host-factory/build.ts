import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Builds the command and the plugin once, before the suites that install them. */
export default function build(): void {
  const packages = ['--filter=@hostwright/host-factory', '--filter=@hostwright/provider-kubernetes'];
  const words = [join(ROOT, 'tools/bootstrap.mjs'), 'turbo', 'run', 'build', ...packages, '--output-logs=errors-only'];
  execFileSync(process.execPath, words, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}
