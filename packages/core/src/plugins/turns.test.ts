import { describe, expect, it } from 'vitest';
import { Turns } from './turns.js';

const never = new AbortController().signal;

describe('Turns', () => {
  it('runs one after the other, in the order of their coming', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const visit = (name: string) =>
      turns.next(never, async () => {
        log.push(`${name} begins`);
        await Promise.resolve();
        log.push(`${name} ends`);
      });
    await Promise.all([visit('a'), visit('b'), visit('c')]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('goes on after a body that fails', async () => {
    const turns = new Turns();
    await expect(turns.next(never, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turns.next(never, () => Promise.resolve(1))).toBe(1);
  });

  it('lets who gives up leave at once, and the next one in only after who is inside', async () => {
    const turns = new Turns();
    const inside = Promise.withResolvers<void>();
    const first = turns.next(never, () => inside.promise);
    const impatient = new AbortController();
    const second = turns.next(impatient.signal, () => Promise.reject(new Error('must not run')));
    let thirdRan = false;
    const third = turns.next(never, () => Promise.resolve(void (thirdRan = true)));
    impatient.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    expect(thirdRan).toBe(false);
    inside.resolve();
    await Promise.all([first, third]);
    expect(thirdRan).toBe(true);
  });

  it('never runs a body whose signal is aborted already', async () => {
    const ran: string[] = [];
    await expect(new Turns().next(AbortSignal.abort(new Error('before')), () => Promise.resolve(ran.push('x')))).rejects.toThrow('before');
    expect(ran).toEqual([]);
  });
});
