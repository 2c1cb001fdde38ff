import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

/** A test that takes this long hangs. */
const HANG_MS = 600_000;

const SOURCES = 'tools/aws-tests/src';
/** Suites that run the command as it is built. */
const COMMAND = ['host-factory', 'adopt', 'settings', 'init', 'bad-input'].map((folder) => `${SOURCES}/${folder}/**/*.suite.ts`);

/** One part of the suites; parts of a later group wait for those of an earlier one. */
function part(group: number, test: { name: string; include: string[]; exclude?: string[]; globalSetup?: string[] }) {
  const { globalSetup = [], ...rest } = test;
  return mergeConfig(
    shared,
    defineConfig({
      test: {
        ...rest,
        root: fileURLToPath(new URL('../../', import.meta.url)),
        testTimeout: HANG_MS,
        hookTimeout: HANG_MS,
        globalSetup: [...globalSetup, `${SOURCES}/requests/recordings-folder.ts`],
        sequence: { groupOrder: group },
      },
    }),
  );
}

/** What needs moto: the emulators' own tests, the AWS plugin over the wire, the command with it; and then the judge of every request they made. */
export default defineConfig({
  test: {
    projects: [
      part(1, {
        name: 'aws',
        include: ['tools/emulators/src/**/*.suite.ts', `${SOURCES}/**/*.suite.ts`],
        exclude: [...COMMAND, `${SOURCES}/requests/**`, 'tools/emulators/src/kubernetes/**'],
      }),
      part(1, { name: 'aws command', include: COMMAND, globalSetup: [`${SOURCES}/host-factory/build.ts`] }),
      part(2, { name: 'aws requests', include: [`${SOURCES}/requests/*.suite.ts`] }),
    ],
  },
});
