import { describe, expect, it } from 'vitest';
import { wantsColor } from './io.js';
import { progressLine } from './progress-line.js';

describe('colour', { tags: ['cli.terminal', 'real'] }, () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: '' }, false, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
  ])('with %j, on a terminal: %s, is wanted: %s', (environment, isTerminal, expected) => {
    expect(wantsColor(environment, isTerminal)).toBe(expected);
  });
});

describe('progress', { tags: ['cli.terminal', 'real'] }, () => {
  function recorded(isShown: boolean): { readonly line: ReturnType<typeof progressLine>; readonly written: string[] } {
    const written: string[] = [];
    return { line: progressLine({ columns: 20, write: (text) => written.push(text) }, isShown), written };
  }

  it('is one line that replaces the one before, never wider than the terminal', () => {
    const { line, written } = recorded(true);
    line.show('1 of 2 machines');
    line.show('1 of 2 machines');
    line.show('2 of 2 machines, and a very long story about them');
    line.clear();
    line.clear();
    expect(written).toEqual(['\r\u001b[2K1 of 2 machines', '\r\u001b[2K2 of 2 machines, an', '\r\u001b[2K']);
  });

  it('is nothing at all where it is not shown', () => {
    const { line, written } = recorded(false);
    line.show('1 of 2 machines');
    line.clear();
    expect(written).toEqual([]);
  });
});
