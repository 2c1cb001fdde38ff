import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from './make-folder.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hostwright-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('making a folder', () => {
  it('makes those above it with the same mode, and may be repeated', () => {
    const path = join(root, 'a/b/c');
    makeFolder(path, 0o700);
    makeFolder(path, 0o700);
    for (const folder of ['a', 'a/b', 'a/b/c']) expect(statSync(join(root, folder)).mode & 0o777).toBe(0o700);
  });

  it('says why it cannot, where a file is in the way', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => makeFolder(join(root, 'file'))).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(() => makeFolder(join(root, 'file/below'))).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  });

  it.runIf(process.platform === 'linux')('comes to an end where nothing can be made', () => {
    expect(() => makeFolder('/proc/self/hostwright/below')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  });
});
