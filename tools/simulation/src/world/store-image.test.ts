import { describe, expect, it } from 'vitest';
import { openSqliteStore } from '@hostwright/store';
import { Choices } from './random.js';
import { giveBack, imageOf, takeDatabase } from './store-image.js';

const clock = { now: () => 0, monotonic: () => 0, sleep: () => Promise.resolve() };

describe('the databases of histories', { tags: ['proof.simulation', 'simulated'] }, () => {
  it('begin empty whoever had them before, or with what an image held', async () => {
    const first = await takeDatabase();
    const store = await openSqliteStore({ database: first, clock, random: new Choices(1, 'test') });
    await store.write(async (tx) => {
      await tx.saveNote('who', 'first');
      await tx.appendEvents(1, [{ type: 'BreakerOpened', connection: 'mock', untilMs: 1, errorClass: 'Unavailable' }]);
    });
    const image = imageOf(first);
    giveBack(first);
    const second = await takeDatabase();
    expect(second).toBe(first);
    expect(await store.read(async (tx) => [await tx.note('who'), await tx.events(0, 10)])).toEqual([undefined, []]);
    giveBack(second);
    expect(await takeDatabase(image)).toBe(first);
    expect(await store.read(async (tx) => [await tx.note('who'), (await tx.events(0, 10)).length])).toEqual(['first', 1]);
  });
});
