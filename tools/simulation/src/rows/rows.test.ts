import { describe, expect, it } from 'vitest';
import { EXEMPT, ROWS } from './rows.js';

const TABLE = Array.from({ length: 41 }, (_, index) => `row-${String(index + 1).padStart(2, '0')}`);

describe('the rows of the fault table', { tags: ['engine.recovery.any-fault', 'simulated'] }, () => {
  it('are all made to happen, but for those that are exempt by name', () => {
    expect([...Object.keys(ROWS), ...Object.keys(EXEMPT)].toSorted()).toEqual(TABLE);
  });

  it('say what they are and how they are made to happen, and exempt ones why', () => {
    const short = [...Object.values(ROWS).map(({ title, injects }) => `${title}: ${injects}`), ...Object.values(EXEMPT)].filter(
      (text) => text.length < 20,
    );
    expect(short).toEqual([]);
  });
});
