import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.js';
import { UsageError } from './refusal.js';

describe('the command line', () => {
  it('takes a folder, names and --yes', () => {
    expect(parseArguments(['tin', '--id', 'a', '--name', 'A', '--package', '@acme/a', '-y'])).toEqual({
      folder: 'tin',
      id: 'a',
      title: 'A',
      packageName: '@acme/a',
      yes: true,
    });
    expect(parseArguments([])).toMatchObject({ folder: undefined, yes: false });
    expect(parseArguments(['--help'])).toBe('help');
    expect(parseArguments(['--version'])).toBe('version');
  });

  it.each([
    { words: ['a', 'b'], says: /One folder at a time; "b" is a second one/ },
    { words: [''], says: /no name/ },
    { words: ['a', '--force'], says: /^Unknown option '--force'\.$/ },
    { words: ['a', '--id'], says: /--id/ },
  ])('refuses $words', ({ words, says }) => {
    expect(() => parseArguments(words)).toThrow(UsageError);
    expect(() => parseArguments(words)).toThrow(says);
  });
});
