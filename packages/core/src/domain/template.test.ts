import { describe, expect, it } from 'vitest';
import { statesShape, type Template } from './template.js';

function template(...names: readonly string[]): Template {
  const attributes = names.map((name) => ({ name, type: 'Numeric' as const, value: '4' }));
  return { templateId: 't', connection: 'c', maxNumber: 1, priority: 0, attributes, tags: [], userData: undefined, options: {} };
}

describe('a template', () => {
  it.each([
    [['ncpus', 'nram'], true],
    [['ncpus', 'mem'], true],
    [['type', 'ncpus', 'ncores', 'nram'], true],
    [['ncpus'], false],
    [['nram', 'mem'], false],
    [['NCPUS', 'nram'], false],
    [[], false],
  ])('with the attributes %j states its size: %s', (names, states) => {
    expect(statesShape(template(...names))).toBe(states);
  });
});
