import { StoreError, systemClock } from '@hostwright/core';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../exit-codes.js';
import { recordIo, type RecordedIo } from '../testing/recorded-io.js';
import type { OutputForm } from './print.js';
import { watchRows } from './watch.js';

interface Row {
  readonly id: string;
  readonly state: string;
}

type Step = readonly Row[] | StoreError;

/** Watches rows through some steps, and is interrupted after the last. */
async function watch(steps: readonly Step[], form: OutputForm, io: RecordedIo = recordIo(), last?: (row: Row) => Row): Promise<string> {
  const interruption = new AbortController();
  const left = [...steps];
  const exitCodes: number[] = [];
  await watchRows(
    { io, clock: systemClock, interruption: interruption.signal, endWith: (code) => exitCodes.push(code) },
    {
      load: async () => {
        const step = left.shift();
        if (step === undefined) interruption.abort();
        if (step instanceof StoreError) throw step;
        return step ?? steps.findLast((known): known is readonly Row[] => Array.isArray(known)) ?? [];
      },
      keyOf: ({ id }) => id,
      ...(last !== undefined && { last: (row: Row) => Promise.resolve(last(row)) }),
      output: () => ({
        form,
        columns: [
          { title: 'id', value: ({ id }) => id },
          { title: 'state', value: ({ state }) => state },
        ],
        toJson: (row) => row,
        nothing: 'None.',
      }),
      intervalMs: 1,
    },
  );
  expect(exitCodes).toEqual([EXIT.interrupted]);
  return io.outText();
}

const A1 = { id: 'a', state: 'pending' };
const A2 = { id: 'a', state: 'running' };
const B1 = { id: 'b', state: 'pending' };

describe('watching rows', { tags: ['cli.watch', 'real'] }, () => {
  it('appends to a pipe what is new or changed, and nothing else', async () => {
    expect(await watch([[A1], [A1], [A1, B1], [A2, B1], [A2, B1]], 'table')).toBe('ID  STATE\na   pending\nb   pending\na   running\n');
  });

  it('writes one JSON document a line', async () => {
    expect(await watch([[A1], [A1], [A2, B1]], 'json')).toBe(`${[A1, A2, B1].map((row) => JSON.stringify(row)).join('\n')}\n`);
  });

  it('writes one YAML document for each change', async () => {
    expect(await watch([[A1], [A2]], 'yaml')).toBe('---\nid: a\nstate: pending\n---\nid: a\nstate: running\n');
  });

  it('shows a row that left the selection once more, as it is now', async () => {
    expect(await watch([[A1], []], 'json', recordIo(), (row) => ({ ...row, state: 'terminated' }))).toBe(
      '{"id":"a","state":"pending"}\n{"id":"a","state":"terminated"}\n',
    );
  });

  it('goes on over a store that is busy for a moment', async () => {
    expect(await watch([[A1], new StoreError('busy', 'locked'), [A2]], 'json')).toContain('running');
  });

  it('ends with an error that will not pass by itself', async () => {
    const load = (): Promise<readonly Row[]> => Promise.reject(new StoreError('corrupt', 'no store'));
    const watched = watchRows(
      { io: recordIo(), clock: systemClock, interruption: new AbortController().signal, endWith: () => undefined },
      { load, keyOf: ({ id }) => id, output: () => ({ form: 'json', columns: [], toJson: (row) => row, nothing: '' }) },
    );
    await expect(watched).rejects.toMatchObject({ kind: 'corrupt' });
  });

  it('writes the table over on a terminal', async () => {
    const io = recordIo(undefined, { columns: 80, rows: 24, canRedraw: true });
    expect(await watch([[A1], [A1], [A2, B1]], 'table', io)).toBe(
      'ID  STATE\na   pending\n\u001b[2A\u001b[JID  STATE\na   running\nb   pending\n',
    );
  });

  it('appends on a terminal that cannot move its cursor', async () => {
    const io = recordIo(undefined, { columns: 80, rows: 24, canRedraw: false });
    expect(await watch([[A1], [A2]], 'table', io)).toBe('ID  STATE\na   pending\na   running\n');
  });

  it('tells on stderr when there is nothing yet', async () => {
    const io = recordIo();
    expect(await watch([[], []], 'table', io)).toBe('');
    expect(io.errText()).toBe('None.\n');
  });
});
