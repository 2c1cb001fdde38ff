import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFiles } from './write-files.js';

const FILES = [
  { path: 'a.txt', text: 'a' },
  { path: join('deep', 'er', 'b.txt'), text: 'b' },
];
const NOBODY = 65_534;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hostwright-create-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** Root may write everywhere. */
function asOrdinaryUser(work: () => void): void {
  if (process.getuid?.() !== 0) return work();
  chownSync(home, NOBODY, NOBODY);
  process.seteuid?.(NOBODY);
  try {
    work();
  } finally {
    process.seteuid?.(0);
  }
}

describe('the files of a new plugin', { tags: ['proof.create-provider', 'real'] }, () => {
  it.each(['new', 'new/and/below'])('go into a new folder: %s', (name) => {
    writeFiles(join(home, name), FILES);
    expect(readFileSync(join(home, name, 'deep/er/b.txt'), 'utf8')).toBe('b');
  });

  it('go into an empty folder, and into a repository that was just made', () => {
    mkdirSync(join(home, 'empty'));
    mkdirSync(join(home, 'fresh/.git'), { recursive: true });
    for (const name of ['empty', 'fresh']) {
      writeFiles(join(home, name), FILES);
      expect(existsSync(join(home, name, 'a.txt'))).toBe(true);
    }
  });

  it('go nowhere where something lies already, and leave it as it was', () => {
    mkdirSync(join(home, 'full'));
    writeFileSync(join(home, 'full/.hidden'), 'mine');
    expect(() => writeFiles(join(home, 'full'), FILES)).toThrow(/full is not empty; name a new folder$/);
    expect(readdirSync(join(home, 'full'))).toEqual(['.hidden']);
  });

  it.each<[string, () => string, string]>([
    ['a file', () => fileAt('x'), 'a file or a link is in the way'],
    ['a folder below a file', () => join(fileAt('x'), 'y'), 'a file or a link is in the way'],
    ['a link to nowhere', () => linkTo('gone', 'l'), 'a file or a link is in the way'],
    ['a link to itself', () => linkTo('loop', 'loop'), 'its links go round in a circle'],
    ['a place where nothing can be made', () => '/proc/hostwright/new', 'nothing can be made there'],
    ['a name without end', () => join(home, 'x'.repeat(300)), 'the name is too long'],
  ])('are refused in one line at %s', (_what, place, reason) => {
    expect(() => writeFiles(place(), FILES)).toThrow(new RegExp(`cannot be written: (?:${reason})$`));
  });

  it('are refused in one line where nothing may be written', () => {
    asOrdinaryUser(() => {
      chmodSync(home, 0o555);
      expect(() => writeFiles(join(home, 'new'), FILES)).toThrow(/new cannot be written: permission denied$/);
      chmodSync(home, 0o755);
    });
  });

  it('are taken back when one of them cannot be written', () => {
    const conflict = [...FILES, { path: 'deep', text: 'a folder has this name' }];
    expect(() => writeFiles(join(home, 'new/below'), conflict)).toThrow('cannot be written');
    expect(readdirSync(home)).toEqual([]);
    mkdirSync(join(home, 'kept'));
    expect(() => writeFiles(join(home, 'kept'), conflict)).toThrow('cannot be written');
    expect(readdirSync(join(home, 'kept'))).toEqual([]);
  });
});

function fileAt(name: string): string {
  writeFileSync(join(home, name), '');
  return join(home, name);
}

function linkTo(target: string, name: string): string {
  symlinkSync(target, join(home, name));
  return join(home, name);
}
