import type { Store } from '@hostwright/core/ports';
import { openSqliteStore } from '../sqlite/open.js';
import { acquireRequest, attempt, connectionState, event, group, intent, machine, returnRequest, settledIntent } from './records.js';

/** Makes a store in which no table is empty, and closes it. The first so many events are sealed. */
export async function makeWholeStore(file: string, { events = 6, sealed = 4 } = {}): Promise<void> {
  const store = await openSqliteStore({ file });
  await fillStore(store, events, sealed);
  await store.close();
}

async function fillStore(store: Store, events: number, sealed: number): Promise<void> {
  await store.write(async (tx) => {
    await tx.saveConnection(connectionState({ connection: 'main', sweeps: 4 }));
    await tx.saveRequest(acquireRequest({ requestId: 'req-1' }));
    await tx.saveRequest(acquireRequest({ requestId: 'req-old', state: 'ended', outcome: 'fulfilled', endedAtMs: 2_000 }));
    await tx.saveRequest(returnRequest({ requestId: 'ret-1' }));
    await tx.saveIntent(intent({ sequence: await tx.nextSequence() }));
    await tx.saveIntent(settledIntent(2_000, { intentId: 'int-old', requestId: 'req-old', sequence: await tx.nextSequence() }));
    await tx.saveAttempts([attempt(), attempt({ attemptId: 'att-old', intentId: 'int-old', state: 'answered' })]);
    await tx.saveMachines(Array.from({ length: 40 }, (_, index) => machine({ machineId: `i-${index}`, name: `host-${index}` })));
    await tx.saveMachines([machine({ machineId: 'i-old', requestId: 'req-old', intentId: 'int-old', goneAtMs: 2_000 })]);
    await tx.saveGroups([group(), group({ ref: 'fleet-old', intentId: 'int-old', requestId: 'req-old', state: 'deleted' })]);
    await tx.saveShape({ connection: 'main', optionsHash: 'hash', shape: undefined, message: 'no such image', learntAtMs: 1_000 });
    await tx.saveBucket({ bucket: 'b', tokens: 3, refillPerSecond: 1, burst: 5, updatedAtMs: 1_000, throttledAtMs: undefined });
    await tx.saveNote('note', 'a text');
    await tx.appendEvents(
      1_000,
      Array.from({ length: events }, (_, index) => event(`req-${index}`)),
    );
  });
  await store.write(async (tx) => {
    await tx.archive(3_000, 100);
    await tx.sealEvents(sealed);
  });
}
