import { describe, expect, it } from 'vitest';
import { shellUses } from './no-shell.js';
import { plant, readRepository } from './tree.js';

describe('processes', { tags: ['proof.no-shell', 'real'] }, () => {
  it('of the product never go through a shell', () => {
    expect(shellUses(readRepository())).toEqual([]);
  });

  it.each([
    "import { spawn } from 'node:child_process';\nspawn('a', [], { shell: true });",
    "import { spawn } from 'node:child_process';\nspawn('a', [], { shell: process.platform === 'win32' });",
    "import {\nexec } from 'node:child_process';",
    "import {\nexecSync as run } from 'child_process';",
    "import * as processes from 'node:child_process';\nprocesses.exec('a');",
    "import processes from 'node:child_process';\nprocesses.execSync('a');",
  ])('are refused: %s', (text) => {
    expect(shellUses(plant({ 'packages/x/src/a.ts': text }))).toEqual([
      expect.stringMatching(/^packages\/x\/src\/a\.ts:2 .*use spawn or execFile/),
    ]);
  });

  it('are accepted with a list of arguments, and in tests', () => {
    const text = "import { execFile, spawn } from 'node:child_process';\nspawn('a', ['b'], { shell: false });\n/a/.exec('a');";
    expect(shellUses(plant({ 'packages/x/src/a.ts': text }))).toEqual([]);
    expect(shellUses(plant({ 'packages/x/src/a.test.ts': "import { exec } from 'node:child_process';" }))).toEqual([]);
  });
});
