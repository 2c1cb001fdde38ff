import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { recordIo } from '../testing/recorded-io.js';
import { printData, printList, printObject } from './print.js';

async function* pages(...all: readonly (readonly number[])[]): AsyncGenerator<readonly number[]> {
  yield* all;
}

const OUTPUT = {
  columns: [{ title: 'n', value: (n: number) => String(n) }],
  toJson: (n: number) => ({ n }),
  nothing: 'No numbers.',
};

describe('printing lists', { tags: ['cli.output-forms', 'real'] }, () => {
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

  it.each<{ readonly all: readonly (readonly number[])[] }>([{ all: [] }, { all: [[]] }, { all: [[1, 2], [], [3]] }])(
    'of the pages $all is one YAML document',
    async ({ all }) => {
      const io = recordIo();
      await printList(io, pages(...all), { form: 'yaml', ...OUTPUT });
      expect(parse(io.outText())).toEqual(all.flat().map((n) => ({ n })));
    },
  );

  it('is the ids alone when quiet, and nothing where there is none', async () => {
    const io = recordIo();
    io.prefer({ quiet: true, color: true });
    await printList(io, pages([1, 2]), { form: 'table', ...OUTPUT });
    await printList(io, pages([]), { form: 'table', ...OUTPUT });
    expect([io.outText(), io.errText()]).toEqual(['1\n2\n', '']);
  });

  it('lets nothing through that steers a terminal, and loses nothing of it', () => {
    const value = { name: 'a\u001b[2Jb\u009bc\u0000d\ne' };
    for (const form of ['json', 'yaml'] as const) {
      const io = recordIo();
      printData(io, form, value);
      // eslint-disable-next-line no-control-regex -- these are what must not be there
      expect(io.outText()).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
      // Whatever reads YAML reads JSON.
      expect(parse(io.outText())).toEqual(value);
    }
  });

  it('says on stderr that there is nothing', async () => {
    const io = recordIo();
    await printList(io, pages([]), { form: 'table', ...OUTPUT });
    expect([io.outText(), io.errText()]).toEqual(['', 'No numbers.\n']);
  });
});

describe('printing one object', { tags: ['cli.output-forms', 'real'] }, () => {
  it('lines its fields up for people', () => {
    const io = recordIo();
    printObject(io, 'table', {}, [
      ['id', 'm-1'],
      ['private address', ''],
    ]);
    expect(io.outText()).toBe('id:              m-1\nprivate address: -\n');
  });

  it('breaks long words for people under each other on a terminal, between words alone', () => {
    const io = recordIo(undefined, { columns: 24, rows: 24, canRedraw: true });
    printObject(io, 'table', {}, [
      ['id', 'req-6c605695-14e3-4060-ac75-14b6c3d3d119'],
      ['cause', 'nobody knows why it is so'],
    ]);
    expect(io.outText()).toBe('id:    req-6c605695-14e3-4060-ac75-14b6c3d3d119\ncause: nobody knows why\n       it is so\n');
  });
});
