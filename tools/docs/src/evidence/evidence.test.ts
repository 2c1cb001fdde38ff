import { describe, expect, it } from 'vitest';
import { labelProblems } from './evidence.js';
import { passed, results } from './testing.js';

describe('the labels of tests', { tags: ['documents.capabilities', 'real'] }, () => {
  it.each<[string, readonly string[]]>([
    ['no label', ['engine.a']],
    ['no label', ['fault.row-01']],
    ['the labels real, simulated', ['engine.a', 'real', 'simulated']],
    ['names no capability or fault', ['real']],
  ])('are refused: %s', (problem, tags) => {
    expect(labelProblems(results({ 'a.test.ts': [passed(tags)] }))).toEqual([expect.stringContaining(problem)]);
  });

  it('are exactly one for each test that shows something', () => {
    const tests = [passed([]), passed(['engine.a', 'fault.row-01', 'real']), passed(['fault.row-02', 'simulated'])];
    expect(labelProblems(results({ 'a.test.ts': tests }))).toEqual([]);
  });
});
