import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { directImports } from '../../build/direct-imports.js';
import { findLazyParts, lazyParts } from '../../build/lazy-parts.js';

let root = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'hw-build-')));
  write('packages/core/package.json', '{"exports":{".":{"@hostwright/source":"./src/index.ts"}}}');
  write('packages/core/src/index.ts', "export { one, type Two } from './one.js';\nexport {\n  three as drei,\n} from './deep/three.js';\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function rewritten(path: string, text: string): string {
  const file = write(path, text);
  let contents = '';
  directImports(root).setup({ onLoad: (_options, load) => void (contents = load({ path: file }).contents) });
  return contents;
}

describe('imports from an index', () => {
  it('go to the files behind it, without the types, on as many lines as before', () => {
    const text = "import {\n  one,\n  type Two,\n  drei as trois,\n} from '@hostwright/core';\nlast();\n";
    expect(rewritten('apps/a/src/x.ts', text)).toBe(
      `import { one as one } from "${root}/packages/core/src/one.ts"; import { three as trois } from "${root}/packages/core/src/deep/three.ts";\n\n\n\n\nlast();\n`,
    );
  });

  it('go there also within a package', () => {
    expect(rewritten('packages/core/src/deep/x.ts', "import { one } from '../index.js';\n")).toContain('/packages/core/src/one.ts"');
  });

  it.each([
    "import { a } from './a.js';\n",
    "import { z } from 'zod';\n",
    "import type { Two } from '@hostwright/core';\n",
    "import x from '@hostwright/provider-mock';\n",
  ])('stay as they are when there is no index of ours behind them: %s', (text) => {
    expect(rewritten('apps/a/src/x.ts', text)).toBe(text);
  });
});

describe('imports of modules of Node', () => {
  it('take the module itself, without the types', () => {
    const text = "import { readFileSync as read, type Stats, statSync } from 'node:fs';\nimport { type Socket } from 'node:net';\n";
    expect(rewritten('apps/a/src/x.ts', text)).toBe(
      "const { readFileSync: read, statSync: statSync } = process.getBuiltinModule('node:fs');\n\n",
    );
  });

  it('stay imports where an older Node reads them', () => {
    const text = "import { readFileSync } from 'node:fs';\n";
    expect(rewritten('apps/a/src/bin.ts', text)).toBe(text);
  });
});

describe('what is imported when it is needed only', () => {
  it('is found by name, tests aside', () => {
    write('packages/core/src/x.ts', "const { a } = await import('./deep/late.js');\nconst b = await import('zod');\n");
    write('packages/core/src/x.test.ts', "await import('./other.js');\n");
    expect(findLazyParts(root, ['packages/core'])).toEqual({ late: join(root, 'packages/core/src/deep/late.ts') });
  });

  it('is refused when two of them would lie in one file', () => {
    write('packages/core/src/x.ts', "await import('./deep/late.js'); await import('./late.js');\n");
    expect(() => findLazyParts(root, ['packages/core'])).toThrow(/late\.ts.*rename one/);
  });

  it('is left out of the bundle, and nothing else is', () => {
    const parts = { late: join(root, 'packages/core/src/late.ts') };
    const found = { path: './late.js', kind: 'dynamic-import', resolveDir: join(root, 'packages/core/src') };
    lazyParts(parts, (name) => `./lazy/${name}.js`).setup({
      onResolve: (_options, resolve) => {
        expect(resolve(found)).toEqual({ path: './lazy/late.js', external: true });
        expect(resolve({ ...found, kind: 'import-statement' })).toBeUndefined();
        expect(resolve({ ...found, path: './late-too.js' })).toBeUndefined();
      },
    });
    expect.assertions(3);
  });
});
