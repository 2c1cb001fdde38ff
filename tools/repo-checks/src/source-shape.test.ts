import { describe, expect, it } from 'vitest';
import { sourceShapeViolations } from './source-shape.js';
import { plant, readRepository } from './tree.js';

function check(path: string, text: string): readonly string[] {
  return sourceShapeViolations(plant({ [path]: text }));
}

const LONGEST = 'a;\n'.repeat(400);
const LONG = `${LONGEST}a;\n`;

describe('sources', () => {
  it('of this repository keep to the form', () => {
    expect(sourceShapeViolations(readRepository())).toEqual([]);
  });

  it.each([
    ['packages/x/src/a.ts', "export * from './b.js';", 'name what is exported'],
    ['packages/x/src/a.ts', "export * as b from './b.js';", 'name what is exported'],
    ['packages/x/src/a.ts', 'export default 1;', 'default export'],
    ['packages/x/src/a.ts', 'export default function a() {}', 'default export'],
    ['packages/x/src/a.ts', "export { a as default } from './a.js';", 'default export'],
    ['plugins/x/src/other.ts', 'export default 1;', 'default export'],
    ['packages/x/src/index.ts', 'export const a = 1;', 'only re-exports by name'],
    ['packages/x/src/index.ts', "import './a.js';", 'only re-exports by name'],
    ['plugins/x/src/index.ts', 'const a = 1;', 'only re-exports by name'],
  ])('are refused in %s: %s', (path, text, message) => {
    expect(check(path, text)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    ['packages/x/src/index.ts', "export { a, type B } from './a.js';\nexport type { C } from './c.js';"],
    ['plugins/x/src/index.ts', "import { a } from './a.js';\nexport default a;\nexport type { C } from './c.js';"],
    ['plugins/x/src/index.ts', "export { a as default } from './a.js';"],
    ['packages/x/tsup.config.ts', 'export default 1;'],
  ])('are accepted in %s: %s', (path, text) => {
    expect(check(path, text)).toEqual([]);
  });

  it.each(['packages/x/src/a.ts', 'apps/x/src/a.tsx', 'tools/x.mjs'])('have at most 400 lines: %s', (path) => {
    expect(check(path, LONGEST)).toEqual([]);
    expect(check(path, LONG)).toEqual([expect.stringContaining('has 401 lines, more than 400')]);
  });

  it('may be longer when they are tests', () => {
    expect(check('packages/x/src/a.test.ts', LONG)).toEqual([]);
  });
});
