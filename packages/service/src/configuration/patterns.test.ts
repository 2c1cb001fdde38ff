import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFiles } from './patterns.js';

const FILES = ['b.json', 'a.json', 'c.yaml', '.hidden.json', 'a+b (1).json', 't/x.json', 't/y.json', 'u/x.json', '.t/x.json'];
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hw-patterns-'));
  for (const file of FILES) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a pattern', () => {
  it.each<[readonly string[], readonly string[]]>([
    [['*.json'], ['a+b (1).json', 'a.json', 'b.json']],
    [['?.json'], ['a.json', 'b.json']],
    [
      ['b.json', '*.json'],
      ['b.json', 'a+b (1).json', 'a.json'],
    ],
    [['*/x.json'], ['t/x.json', 'u/x.json']],
    [['t/*'], ['t/x.json', 't/y.json']],
    [['.t/*'], ['.t/x.json']],
    [['.hidden.*'], ['.hidden.json']],
    [['a+b (1).json'], ['a+b (1).json']],
    [['none/*', 'a.json/x', '*.txt'], []],
  ])('%j lists its files in the order of the patterns, then by name', (patterns, expected) => {
    expect(listFiles(folder, patterns).names).toEqual(expected);
  });
});
