import { describe, expect, it } from 'vitest';
import { createByName, MOST_NAMES } from './by-name.js';
import { createCached } from './cached.js';

let nowMs = 0;
const now = (): number => nowMs;
const open = (): { readonly signal: AbortSignal } => ({ signal: new AbortController().signal });

describe('what was read from the cloud', { tags: ['aws.catalog', 'contract'] }, () => {
  it('is kept for its time, with its age, and read again after', async () => {
    nowMs = 1_000;
    let reads = 0;
    const cached = createCached({ now, maxAgeMs: 100, load: async () => (reads += 1) });
    expect(await cached.get(open())).toEqual({ value: 1, readAtMs: 1_000 });
    nowMs = 1_099;
    expect(await cached.get(open())).toEqual({ value: 1, readAtMs: 1_000 });
    nowMs = 1_100;
    expect(await cached.get(open())).toEqual({ value: 2, readAtMs: 1_100 });
    nowMs = 500;
    expect((await cached.get(open())).value).toBe(3);
  });

  it('is read once for all who ask; one who gives up does not stop the others, and the last one ends the reading', async () => {
    let ended: AbortSignal | undefined;
    let finish: ((value: number) => void) | undefined;
    let reads = 0;
    const load = (signal: AbortSignal): Promise<number> => {
      reads += 1;
      ended = signal;
      return new Promise((resolve, reject) => {
        finish = resolve;
        signal.addEventListener('abort', () => reject(new Error('ended')));
      });
    };
    const cached = createCached({ now, maxAgeMs: 100, load });
    const impatient = new AbortController();
    const first = cached.get({ signal: impatient.signal });
    const second = cached.get(open());
    impatient.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    expect(ended?.aborted).toBe(false);
    finish?.(7);
    expect((await second).value).toBe(7);
    nowMs += 1_000;
    const alone = new AbortController();
    const third = cached.get({ signal: alone.signal });
    alone.abort(new Error('enough'));
    await expect(third).rejects.toThrow('enough');
    expect(ended?.aborted).toBe(true);
    const fourth = cached.get(open());
    expect(reads).toBe(3);
    finish?.(8);
    expect((await fourth).value).toBe(8);
  });

  it('is not kept when it could not be read', async () => {
    let fails = true;
    const load = async (): Promise<number> => {
      if (fails) throw new Error('down');
      return 1;
    };
    const cached = createCached({ now, maxAgeMs: 100, load });
    await expect(cached.get(open())).rejects.toThrow('down');
    fails = false;
    expect((await cached.get(open())).value).toBe(1);
  });

  it('of many types is read as a whole, of few by their names, and what is unknown is not asked for again', async () => {
    const asked: string[] = [];
    const table = createByName<number>({
      now,
      maxAgeMs: 100,
      loadSome: async (names) => {
        asked.push(names.join('+'));
        return new Map(names.filter((name) => name !== 'none').map((name) => [name, 1]));
      },
      loadAll: async () => {
        asked.push('all');
        return new Map([['a', 2]]);
      },
    });
    expect([...(await table.some(['a', 'none', 'a'], open())).keys()]).toEqual(['a']);
    await table.some(['none', 'a', 'b'], open());
    expect(asked).toEqual(['a+none', 'b']);
    const many = Array.from({ length: MOST_NAMES + 1 }, (_, index) => `t${index}`);
    expect((await table.some([...many.slice(1), 'a'], open())).get('a')?.value).toBe(2);
    expect(asked).toEqual(['a+none', 'b', 'all']);
  });
});
