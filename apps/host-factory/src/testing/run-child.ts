import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import type { ChildTask } from './child.js';

/** `nobody` on most systems; it needs no name. */
const ORDINARY_USER = { uid: 65_534, gid: 65_534 };

/** Bundles the child program into a folder, and answers its path. */
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
    splitting: false,
    noExternal: [/^(?!node:)/],
    removeNodeProtocol: false,
    outExtension: () => ({ js: '.mjs' }),
    esbuildOptions: (options) => {
      options.conditions = ['@hostwright/source'];
      options.mainFields = ['module', 'main'];
    },
  });
  chmodSync(outDir, 0o755);
  return join(outDir, 'child.mjs');
}

/**
 * Runs the child program, and answers what it tells.
 *
 * @param options.ordinaryUser - without the rights of root, which file permissions do not bind. @default false
 * @param options.largestFile - in blocks of 512 bytes: stands for a disk that takes no more. @default no limit
 */
export function runChild(
  program: string,
  task: ChildTask,
  { ordinaryUser = false, largestFile }: { readonly ordinaryUser?: boolean; readonly largestFile?: number } = {},
): unknown {
  const user = ordinaryUser && process.getuid?.() === 0 ? ORDINARY_USER : {};
  const node = [process.execPath, program, JSON.stringify(task)] as const;
  const [command, ...words] =
    largestFile === undefined ? node : (['/bin/sh', '-c', 'ulimit -f "$0" && exec "$@"', String(largestFile), ...node] as const);
  return JSON.parse(execFileSync(command, words, { ...user, encoding: 'utf8', cwd: '/' }));
}
