import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildChild, runChild } from '../../testing/run-child.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';

const programs = realpathSync(mkdtempSync(join(tmpdir(), 'hw-child-')));
let program = '';
beforeAll(async () => {
  program = await buildChild(programs);
});
afterAll(() => rmSync(programs, { recursive: true, force: true }));

describe('a new file', { tags: ['recovery.support-bundle', 'simulated'] }, () => {
  it('that the disk has no room for is not left half written', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'bundle.tar.gz');
    expect(runChild(program, { do: 'write-new', path, bytes: 200_000 }, { largestFile: 64 })).toMatch(
      /cannot be written \(EFBIG\), and nothing is left/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is whole, and its owner’s alone, where there is room', () => {
    const path = join(temporaryFolder(), 'bundle.tar.gz');
    expect(runChild(program, { do: 'write-new', path, bytes: 200_000 })).toBe('written');
    expect([statSync(path).size, statSync(path).mode & 0o777]).toEqual([200_000, 0o600]);
  });
});
