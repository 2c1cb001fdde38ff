import { describe, expect, it } from 'vitest';
import { plant, readRepository } from './tree.js';
import { unfinishedMarks } from './unfinished.js';

describe('marks of unfinished work', () => {
  it('stand nowhere in this repository', () => {
    expect(unfinishedMarks(readRepository())).toEqual([]);
  });

  it.each([
    ['TO', 'DO'],
    ['FIX', 'ME'],
  ])('are found: %s%s', (start, end) => {
    const found = unfinishedMarks(plant({ 'docs/a.md': `first\n<!-- ${start}${end}: more -->` }));
    expect(found).toEqual([`docs/a.md:2 says ${start}${end}: finish it, or open an issue and delete the mark`]);
  });

  it('are whole words in capitals', () => {
    expect(unfinishedMarks(plant({ 'a.ts': "it.todo('later'); const TODOS = 1;" }))).toEqual([]);
  });
});
