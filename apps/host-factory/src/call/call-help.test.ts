import { describe, expect, it, vi } from 'vitest';
import { ANSWERED_CALLS } from '../call-names.js';
import { main } from '../main.js';
import { parseCallArguments } from './arguments.js';
import { asksForHelp, callHelp } from './call-help.js';

describe('the help of a call', () => {
  it.each(ANSWERED_CALLS)('is printed by %s --help and -h, and nothing else happens', async (name) => {
    for (const word of ['--help', '-h']) {
      const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
      try {
        await main([name, word]);
        expect(write.mock.calls).toEqual([[expect.stringContaining(`Usage: host-factory ${name} -f INPUT.json`)]]);
      } finally {
        write.mockRestore();
      }
      expect(process.exitCode ?? 0).toBe(0);
    }
  });

  it.each([[[]], [['-f', '--help']], [['--help', '--call-id', 'x']], [['help']]])('is not asked for by %j', (words) => {
    expect(asksForHelp(words)).toBe(false);
  });

  it('names the options that there are', () => {
    const options = [...callHelp('requestMachines').matchAll(/^ {2}(--?[a-z-]+)/gm)].map(([, option = '']) => option);
    expect(options).toHaveLength(4);
    for (const option of options)
      expect(parseCallArguments(['-f', 'in', option, 'symphony'])).toMatchObject({ inputFile: expect.any(String) });
  });
});
