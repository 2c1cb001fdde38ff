import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig, type Plugin } from 'vitest/config';
import { shared } from '../../vitest.shared.js';

/**
 * What the engine loads on demand is there from the start: loading it would wait for files, and a history waits for nothing. The text keeps its
 * length, so that branches are found where they are.
 */
const loadedAtOnce: Plugin = {
  name: 'loaded at once',
  enforce: 'pre',
  transform(code, id) {
    if (!/packages\/core\/src\/engine\/[^/]+\.ts$/.test(id)) return undefined;
    const paths: string[] = [];
    const text = code.replaceAll(/import\('([^']+)'\)/g, (call: string, path: string) => {
      paths.push(path);
      return `loaded${paths.length}`.padEnd(call.length);
    });
    const imports = paths.map((path, index) => `import * as loaded${index + 1} from '${path}';`);
    return paths.length === 0 ? undefined : { code: `${text}${imports.join(' ')}\n`, map: null };
  },
};

/** Which branches of the engine histories reach. `run.mjs --coverage` runs it, and says whether they are enough. */
export default mergeConfig(
  shared,
  defineConfig({
    plugins: [loadedAtOnce],
    test: {
      name: 'branches of the engine that histories reach',
      root: fileURLToPath(new URL('../../', import.meta.url)),
      include: ['tools/simulation/src/**/*.coverage.ts'],
      testTimeout: 3_600_000,
      coverage: {
        enabled: true,
        provider: 'v8',
        include: ['packages/core/src/engine/**/*.ts'],
        exclude: ['**/*.test.ts', '**/testing/**', '**/*-api.ts'],
        reporter: ['json'],
        reportOnFailure: true,
        reportsDirectory: 'tools/simulation/node_modules/.cache/coverage',
      },
    },
  }),
);
