import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endProcessesOf } from '../../../../apps/host-factory/test/e2e/harness/processes.js';

/** Which resource manager calls. */
export type Dialect = 'symphony' | 'lsf';

/** The command as somebody installs it, with the plugin beside it and its scripts for both dialects. */
export interface Program {
  /** Everything of the run: sites are made in it. */
  readonly root: string;
  script(dialect: Dialect, call: string): string;
  /** Ends whatever still works in it, and removes it. */
  remove(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const PACKAGES = { core: 'packages/core', 'provider-mock': 'plugins/mock', 'provider-kubernetes': 'plugins/kubernetes' } as const;

/** Installs what was built before the suites. */
export function installProgram(): Program {
  // The harness ends processes of folders with such names alone.
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hwe-')));
  const modules = join(root, 'node_modules/@hostwright');
  const program = join(modules, 'host-factory');
  mkdirSync(program, { recursive: true });
  for (const name of ['dist', 'package.json']) cpSync(join(ROOT, 'apps/host-factory', name), join(program, name), { recursive: true });
  for (const [name, folder] of Object.entries(PACKAGES)) symlinkSync(join(ROOT, folder), join(modules, name));
  const dependencies = { '@hostwright/host-factory': '*', '@hostwright/provider-kubernetes': '*' };
  writeFileSync(join(root, 'package.json'), JSON.stringify({ private: true, dependencies }));
  for (const dialect of ['symphony', 'lsf']) {
    const words = [join(program, 'dist/bin.js'), 'scripts', 'install', join(root, 'scripts', dialect), '--dialect', dialect];
    execFileSync(process.execPath, words, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  return {
    root,
    script: (dialect, call) => join(root, 'scripts', dialect, dialect === 'lsf' ? 'scripts' : '', `${call}.sh`),
    remove: async () => {
      await endProcessesOf(root);
      rmSync(root, { recursive: true, force: true });
    },
  };
}
