import { appendFileSync } from 'node:fs';
import { relative } from 'node:path';
import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';
import { mutatedFiles, ROOT, SOURCES } from './src/apply.js';
import { MUTANTS } from './src/list.js';

/** A test of a broken engine may go on for long before it fails; this finds what never ends. */
const HANG_MS = 20 * 60_000;

/** The engine's specification against the engine that HOSTWRIGHT_MUTANT names; against the engine as it is where that is empty. */
const { HOSTWRIGHT_MUTANT: id = '', HOSTWRIGHT_MUTANT_LOADED: loaded } = process.env;
const mutant = MUTANTS.find((entry) => entry.id === id);
if (mutant === undefined && id !== '') throw new Error(`there is no mutant '${id}'`);
const files = mutant === undefined ? new Map<string, string>() : mutatedFiles(mutant);

function load(path: string): string | undefined {
  const file = relative(SOURCES, path.split('?', 1)[0] ?? path);
  const text = files.get(file);
  if (text !== undefined && loaded !== undefined) appendFileSync(loaded, `${file}\n`);
  return text;
}

export default mergeConfig(
  shared,
  defineConfig({
    plugins: [{ name: `mutant ${id}`, enforce: 'pre', load }],
    test: {
      name: 'engine-spec',
      root: ROOT,
      include: ['{tools/engine-spec/src,packages/core/src/engine}/**/*.test.ts'],
      maxWorkers: 1,
      testTimeout: HANG_MS,
      hookTimeout: HANG_MS,
      // It knows files by what stands in them on the disk: one mutant would be served what another one was made of.
      fsModuleCache: false,
    },
  }),
);
