import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { writeNewFiles } from './write-new-files.js';

const FILES = [
  { name: 'first', text: '1' },
  { name: 'second', text: '2' },
];

describe('new files', { tags: ['cli.init', 'real'] }, () => {
  it('are written into folders that are made for them, and others may not read them', () => {
    const folder = temporaryFolder();
    const directory = join(folder, 'a', 'b');
    expect(writeNewFiles({ directory, missing: [join(folder, 'a'), directory] }, FILES)).toEqual([
      join(directory, 'first'),
      join(directory, 'second'),
    ]);
    expect([readFileSync(join(directory, 'second'), 'utf8'), statSync(join(directory, 'first')).mode & 0o007]).toEqual(['2', 0]);
  });

  it('are all taken back, with their folders, when one cannot be written', () => {
    const folder = temporaryFolder();
    const directory = join(folder, 'a', 'b');
    const missing = [join(folder, 'a'), directory];
    expect(() => writeNewFiles({ directory, missing }, [...FILES, { name: 'no/folder', text: '' }])).toThrow(
      /cannot be written \(ENOENT\); nothing was left there/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('replace nothing that came in between', () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'second'), 'theirs');
    expect(() => writeNewFiles({ directory, missing: [] }, FILES)).toThrow(/EEXIST/);
    expect([readdirSync(directory), readFileSync(join(directory, 'second'), 'utf8')]).toEqual([['second'], 'theirs']);
  });

  it('are not written into a folder that somebody else made in between', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a'));
    expect(() => writeNewFiles({ directory: join(folder, 'a'), missing: [join(folder, 'a')] }, FILES)).toThrow(/EEXIST/);
    expect(readdirSync(join(folder, 'a'))).toEqual([]);
  });
});
