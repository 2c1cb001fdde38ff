/**
 * Makes `npx host-factory` work at the root of a clone: writes a command into node_modules/.bin that starts the built command line on
 * the root's own Node. A root dependency on a workspace package would break a plain `npm install`, hence this file.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const COMMAND = `#!/bin/sh
# Written by tools/link-cli.mjs.
self=$(readlink -f -- "$0" 2>/dev/null) || self=$0
bin=\${self%/*}
main=$bin/../../apps/host-factory/dist/bin.js
if [ ! -f "$main" ]; then
  echo 'host-factory is not built yet: run "npm run build" at the root of the clone.' >&2
  exit 70
fi
if [ -x "$bin/node" ]; then exec "$bin/node" "$main" "$@"; fi
exec node "$main" "$@"
`;

/** Repeatable. Windows runs the command through its own shell: `node apps/host-factory/dist/bin.js`. */
export function linkCli() {
  const file = join(root, 'node_modules', '.bin', 'host-factory');
  if (existsSync(file) && readFileSync(file, 'utf8') === COMMAND) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, COMMAND);
  chmodSync(file, 0o755);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) linkCli();
