import { describe, expect, it } from 'vitest';
import { createOnce } from './once.js';

const patient = { signal: new AbortController().signal };

describe('what is made once', { tags: ['aws.calls', 'real'] }, () => {
  it('is made by one call, however many ask at the same time and later', async () => {
    const once = createOnce();
    let made = 0;
    const make = async (): Promise<void> => {
      await Promise.resolve();
      made += 1;
    };
    await Promise.all(Array.from({ length: 100 }, () => once.ensure('a', patient, make)));
    await once.ensure('a', patient, make);
    expect(made).toBe(1);
    await once.ensure('b', patient, make);
    expect(made).toBe(2);
  });

  it('is made again after a failure, which all who waited hear of, and when it is forgotten', async () => {
    const once = createOnce();
    let tries = 0;
    const make = async (): Promise<void> => {
      await Promise.resolve();
      tries += 1;
      if (tries === 1) throw new Error('not now');
    };
    const ends = await Promise.allSettled([once.ensure('a', patient, make), once.ensure('a', patient, make)]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await once.ensure('a', patient, make);
    once.forget('a');
    await once.ensure('a', patient, make);
    once.forget();
    await once.ensure('a', patient, make);
    expect(tries).toBe(4);
  });

  it('goes on for the others when one gives up', async () => {
    const once = createOnce();
    const hasty = new AbortController();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const first = once.ensure('a', { signal: hasty.signal }, () => gate);
    const second = once.ensure('a', patient, () => Promise.reject(new Error('made twice')));
    hasty.abort(new Error('too slow'));
    await expect(first).rejects.toThrow('too slow');
    open();
    await expect(second).resolves.toBeUndefined();
  });
});
