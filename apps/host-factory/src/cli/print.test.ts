import { describe, expect, it } from 'vitest';
import { recordIo } from '../testing/recorded-io.js';
import { printList, printObject } from './print.js';

async function* pages(...all: readonly (readonly number[])[]): AsyncGenerator<readonly number[]> {
  yield* all;
}

const OUTPUT = {
  columns: [{ title: 'n', value: (n: number) => String(n) }],
  toJson: (n: number) => ({ n }),
  nothing: 'No numbers.',
};

describe('printing lists', () => {
  it.each([
    [[], []],
    [[[]], []],
    [[[1]], [{ n: 1 }]],
    [
      [[1, 2], [], [3], []],
      [{ n: 1 }, { n: 2 }, { n: 3 }],
    ],
  ])('of the pages %j is one JSON array', async (all, array) => {
    const io = recordIo();
    await printList(io, pages(...all), { form: 'json', ...OUTPUT });
    expect(JSON.parse(io.outText())).toEqual(array);
    expect(io.errText()).toBe('');
  });

  it('says on stderr that there is nothing', async () => {
    const io = recordIo();
    await printList(io, pages([]), { form: 'table', ...OUTPUT });
    expect([io.outText(), io.errText()]).toEqual(['', 'No numbers.\n']);
  });
});

describe('printing one object', () => {
  it('lines its fields up for people', () => {
    const io = recordIo();
    printObject(io, 'table', {}, [
      ['id', 'm-1'],
      ['private address', ''],
    ]);
    expect(io.outText()).toBe('id:              m-1\nprivate address: -\n');
  });
});
