import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXIT, REMEDY_EXIT_CODES } from './exit-codes.js';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** Codes of the table in the README, each with what it says. */
function documentedCodes(): ReadonlyMap<number, string> {
  const rows = [...README.matchAll(/^\| (\d+) \| ([^|]+) \|/gm)];
  return new Map(rows.map(([, code, meaning]) => [Number(code), meaning!.trim()]));
}

describe('exit codes', { tags: ['cli.errors', 'real'] }, () => {
  const all: Readonly<{ [name: string]: number }> = { ...EXIT, ...REMEDY_EXIT_CODES };

  it('are each used for one thing', () => {
    expect(new Set(Object.values(all)).size).toBe(Object.keys(all).length);
  });

  it('are the ones that the README lists, no more and no fewer', () => {
    expect([...documentedCodes().keys()].toSorted((a, b) => a - b)).toEqual(Object.values(all).toSorted((a, b) => a - b));
  });

  it('name the remedy in the README', () => {
    for (const [remedy, code] of Object.entries(REMEDY_EXIT_CODES)) expect(documentedCodes().get(code)).toContain(`\`${remedy}\``);
  });
});
