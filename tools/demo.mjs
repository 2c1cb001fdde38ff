/** `npm run demo`: builds what the command line needs and runs its demonstration. Arguments are passed on. */
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const build = spawnSync('turbo', ['run', 'build', '--filter=@hostwright/host-factory', '--output-logs=errors-only'], {
  cwd: root,
  encoding: 'utf8',
});
if (build.status !== 0) {
  process.stderr.write(`${build.stdout ?? ''}${build.stderr ?? ''}${build.error ?? ''}`);
  process.exit(build.status ?? 1);
}
const demo = spawn(process.execPath, [join(root, 'apps/host-factory/dist/bin.js'), 'demo', ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => demo.kill(signal));
demo.on('exit', (code) => process.exit(code ?? 1));
