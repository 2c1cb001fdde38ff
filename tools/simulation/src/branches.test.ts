import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { figureOf, lineOf, readBranches, writeBranches } from '../lib/branches.mjs';

const SOURCE = `export function half(value: number | undefined): number {
  if (value === undefined) return 0;
  return (value ?? 1) / 2;
}
`;

const at = (line: number, from: number, to: number) => ({ start: { line, column: from }, end: { line, column: to } });

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hostwright-branches-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function measured() {
  const file = join(folder, 'half.ts');
  writeFileSync(file, SOURCE);
  const branchMap = {
    0: { type: 'if', loc: at(2, 2, 36), locations: [at(2, 2, 36), { start: {}, end: {} }] },
    1: { type: 'binary-expr', loc: at(3, 10, 20), locations: [at(3, 10, 15), at(3, 19, 20)] },
  };
  const path = join(folder, 'coverage-final.json');
  writeFileSync(path, JSON.stringify({ [file]: { b: { 0: [0, 3], 1: [3, 0] }, branchMap } }));
  return readBranches(path, folder);
}

describe('the branches that histories reach', { tags: ['proof.simulation', 'simulated'] }, () => {
  it('are counted, and those that are not reached are named', () => {
    const branches = measured();
    expect(figureOf(branches)).toBe('2 of 4 branches, 50.0 %');
    expect(branches.unreached.map(lineOf)).toEqual(['half.ts:2 if: if (value === undefined) return 0;', 'half.ts:3 part: 1']);
  });

  it('are written between two lines of a page, which must be there once', () => {
    const page = join(folder, 'page.md');
    const text = (inner: string): string => `# Page\n<!-- written by \`npm run simulate -- --coverage --write\` -->${inner}<!-- end -->\n`;
    writeFileSync(page, text('\nold\n'));
    writeBranches(page, measured(), { seeds: 20, from: 1_001 });
    expect(readFileSync(page, 'utf8')).toBe(
      text(
        '\n\nHistories of the seeds 1,001 to 1,020 reached 2 of 4 branches, 50.0 %. Not reached, by file and line:\n\n- `half.ts` 2, 3\n\n',
      ),
    );
    writeFileSync(page, '# Page\n');
    expect(() => writeBranches(page, measured(), { seeds: 20, from: 1 })).toThrow('must have one line');
  });
});
