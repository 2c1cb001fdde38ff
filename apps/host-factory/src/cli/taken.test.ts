import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { taken } from './taken.js';

describe('taken', () => {
  it('waits for a reader that takes its time', async () => {
    const read: string[] = [];
    const slow = new Writable({
      decodeStrings: false,
      write: (text: string, _encoding, done) => {
        setTimeout(() => {
          read.push(text);
          done();
        }, 5);
      },
    });
    for (const text of ['one ', 'two ', 'three']) slow.write(text);
    expect(read).toEqual([]);
    await taken(slow);
    expect(read.join('')).toBe('one two three');
  });
});
