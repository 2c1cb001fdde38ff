import { describe, expect, it } from 'vitest';
import { parseArguments, UsageError } from './arguments.js';

describe('the command line', () => {
  it('takes a plugin, reports, a folder for them and the beginnings of case ids', () => {
    expect(parseArguments(['./dist', '--report', 'md,json, junit', '--out', 'reports', '--only', 'machines.launch,catalog'])).toEqual({
      target: './dist',
      subject: undefined,
      reports: ['md', 'json', 'junit'],
      outDirectory: 'reports',
      only: ['machines.launch', 'catalog'],
    });
    expect(parseArguments(['--help'])).toBe('help');
  });

  it.each([
    { words: [], says: /Which plugin/ },
    { words: ['a', 'b'], says: /One plugin at a time; "b"/ },
    { words: ['a', '--report', 'pdf'], says: /no report "pdf"; there are md, json, junit/ },
    { words: ['a', '--reprot', 'md'], says: /--reprot/ },
  ])('refuses $words', ({ words, says }) => {
    expect(() => parseArguments(words)).toThrow(UsageError);
    expect(() => parseArguments(words)).toThrow(says);
  });
});
