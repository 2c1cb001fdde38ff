import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endProcessesOf } from '../processes.js';

/** Which resource manager calls. */
export type Dialect = 'symphony' | 'lsf';

/** The command as somebody installs it, with the plugin beside it and its scripts for both dialects. */
export interface Program {
  /** Everything of the run: sites are made in it. */
  readonly root: string;
  readonly path: string;
  script(dialect: Dialect, call: string): string;
  /** Ends whatever still works in it, and removes it. */
  remove(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../../../../../../', import.meta.url));

/**
 * Installs what was built before the suites.
 * @param plugin - folder of the plugin beside it, below plugins/
 */
export function installProgram(plugin: string): Program {
  // The harness ends processes of folders with such names alone.
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hwe-')));
  const modules = join(root, 'node_modules/@hostwright');
  const program = join(modules, 'host-factory');
  mkdirSync(program, { recursive: true });
  for (const name of ['dist', 'package.json']) cpSync(join(ROOT, 'apps/host-factory', name), join(program, name), { recursive: true });
  const packages = { core: 'packages/core', 'provider-mock': 'plugins/mock', [`provider-${plugin}`]: `plugins/${plugin}` };
  for (const [name, folder] of Object.entries(packages)) symlinkSync(join(ROOT, folder), join(modules, name));
  const dependencies = { '@hostwright/host-factory': '*', [`@hostwright/provider-${plugin}`]: '*' };
  writeFileSync(join(root, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const path = join(program, 'dist/bin.js');
  for (const dialect of ['symphony', 'lsf']) run(path, 'scripts', 'install', join(root, 'scripts', dialect), '--dialect', dialect);
  return {
    root,
    path,
    script: (dialect, call) => join(root, 'scripts', dialect, dialect === 'lsf' ? 'scripts' : '', `${call}.sh`),
    remove: async () => {
      await endProcessesOf(root);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function run(...words: readonly string[]): void {
  execFileSync(process.execPath, words, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
}
