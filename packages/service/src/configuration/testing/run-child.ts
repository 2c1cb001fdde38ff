import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'tsup';
import type { ChildReport, ChildTask } from './child.js';

/** Bundles the child program as the command line is bundled, dynamic imports in files of their own, and answers its path. */
export async function buildChild(outDir: string): Promise<string> {
  await build({
    entry: { child: fileURLToPath(new URL('./child.ts', import.meta.url)) },
    outDir,
    format: 'esm',
    target: 'node24',
    platform: 'node',
    config: false,
    silent: true,
    dts: false,
    splitting: true,
    noExternal: [/^(?!node:)/],
    removeNodeProtocol: false,
    outExtension: () => ({ js: '.mjs' }),
    // Bundled CommonJS libraries call require().
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
    esbuildOptions: (options) => {
      options.conditions = ['@hostwright/source'];
      options.mainFields = ['module', 'main'];
    },
  });
  return join(outDir, 'child.mjs');
}

/** `nobody` on most systems; it needs no name. */
const ORDINARY_USER = { uid: 65_534, gid: 65_534 };

/**
 * Runs the child program to its end.
 *
 * @param ordinaryUser - without the rights of root, which file permissions do not bind. @default false
 */
export async function runChild(program: string, task: ChildTask, ordinaryUser = false): Promise<ChildReport> {
  const user = ordinaryUser && process.getuid?.() === 0 ? ORDINARY_USER : {};
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(task)], user);
  return JSON.parse(stdout) as ChildReport;
}
