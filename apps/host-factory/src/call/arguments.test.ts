import { describe, expect, it } from 'vitest';
import { parseCallArguments } from './arguments.js';

describe('the arguments of a Host Factory call', () => {
  it('are the input file alone, as Host Factory gives it', () => {
    expect(parseCallArguments(['-f', '/tmp/hf_in_x'])).toEqual({
      inputFile: '/tmp/hf_in_x',
      callId: undefined,
      configurationDirectory: undefined,
      dialect: undefined,
    });
  });

  it('may name call, configuration and dialect in any order', () => {
    expect(parseCallArguments(['--dialect', 'lsf', '--call-id', 'a-1', '-f', 'in', '--config', '/c'])).toEqual({
      inputFile: 'in',
      callId: 'a-1',
      configurationDirectory: '/c',
      dialect: 'lsf',
    });
  });

  it.each([
    [[], 'The input file is missing: -f FILE.'],
    [['-f'], '-f needs a value.'],
    [['-f', '--call-id', 'a-1'], '-f needs a value.'],
    [['-f', ''], 'The input file is missing: -f FILE.'],
    [['-x', '1'], '"-x" is not an option here. Known are -f, --call-id, --config, --dialect.'],
    [['in.json'], '"in.json" is not an option here. Known are -f, --call-id, --config, --dialect.'],
    [['-f', 'in', '--dialect', 'slurm'], '--dialect is symphony or lsf, not "slurm".'],
    [['-f', 'in', '--call-id', 'a b'], '--call-id is 1 to 100 letters, digits, ".", "_" and "-".'],
    [['-f', 'in', '--call-id', 'x'.repeat(101)], '--call-id is 1 to 100 letters, digits, ".", "_" and "-".'],
  ])('%j is refused: %s', (words, message) => {
    expect(parseCallArguments(words)).toBe(message);
  });
});
