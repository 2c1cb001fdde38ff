import { expect, it } from 'vitest';
import { satisfies } from './version-range.js';

it.each([
  ['1.2.3', '>=0.1.0 <1.0.0', false],
  ['0.2.0', '>=0.1.0 <1.0.0', true],
  ['0.2.0', '>= 0.1.0 < 1.0.0', true],
  ['0.2.0-rc.1', '^0.2.0', true],
  ['0.3.0', '^0.2.0', false],
  ['2.0.0', '^1.4.0', false],
  ['1.9.0', '^1.4.0', true],
  ['1.3.0', '^1.4.0', false],
  ['1.4.9', '~1.4.2', true],
  ['1.5.0', '~1.4.2', false],
  ['0.0.4', '^0.0.3', false],
  ['1.7.0', '1.x', true],
  ['2.0.0', '1', false],
  ['1.2.9', '1.2', true],
  ['1.3.0', '1.2', false],
  ['1.2.3', '1.2.3', true],
  ['1.2.4', '=1.2.3', false],
  ['3.0.0', '^1.0.0 || ^3.0.0', true],
  ['1.0.0', '>1.0.0', false],
  ['1.0.0', '<=1.0.0', true],
  ['9.9.9', '*', true],
  ['9.9.9', '', true],
  ['9.9.9', 'workspace:^', true],
  ['none', '^1.0.0', true],
])('%s in "%s" is %s', (version, range, expected) => {
  expect(satisfies(version, range)).toBe(expected);
});
