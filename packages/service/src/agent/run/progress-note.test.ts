import { expect, it } from 'vitest';
import { decideStart, readStarts } from '../starts.js';
import { aStore } from '../testing/builders.js';
import { ProgressNote } from './progress-note.js';

it.each([
  ['got more done than its first sweep', { steps: 2, uptimeMs: 100 }, 0],
  ['lives on', { steps: 0, uptimeMs: 5_000 }, 0],
  ['only just began its work', { steps: 1, uptimeMs: 100 }, 1],
])('an agent that %s leaves the right count of starts in vain', async (_, look, expected) => {
  const store = await aStore();
  await decideStart(store, 1_000_000);
  await new ProgressNote(store).look(look);
  expect((await readStarts(store)).startsWithoutProgress).toBe(expected);
  await store.close();
});

it('an agent that ends in good order was not started in vain, however short its life', async () => {
  const store = await aStore();
  await decideStart(store, 1_000_000);
  await new ProgressNote(store).endedWell();
  expect((await readStarts(store)).startsWithoutProgress).toBe(0);
  await store.close();
});

it('a note that could not be made is made at the next look', async () => {
  const store = await aStore();
  await decideStart(store, 1_000_000);
  let fails = true;
  const note = new ProgressNote({
    ...store,
    read: (body) => store.read(body),
    write: (body, options) => (fails ? Promise.reject(new Error('busy')) : store.write(body, options)),
  });
  await expect(note.look({ steps: 9, uptimeMs: 0 })).rejects.toThrow('busy');
  fails = false;
  await note.look({ steps: 9, uptimeMs: 0 });
  expect((await readStarts(store)).startsWithoutProgress).toBe(0);
  await store.close();
});
