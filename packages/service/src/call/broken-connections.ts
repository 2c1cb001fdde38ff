import type { Store } from '@hostwright/core';

/** A connection whose plugin or settings cannot be used. */
export interface BrokenConnectionNote {
  readonly name: string;
  /** What is wrong and what to do; no settings. */
  readonly message: string;
}

/** Only processes that load plugins find out, and leave it to the others here. */
const NOTE = 'broken-connections';

/** Connections that the last process to load the plugins could not use. */
export async function readBrokenConnections(store: Store): Promise<readonly BrokenConnectionNote[]> {
  const note = await store.read((tx) => tx.note(NOTE));
  return note === undefined ? [] : (JSON.parse(note) as readonly BrokenConnectionNote[]);
}

/** Notes which connections cannot be used; costs no write where nothing changed. */
export async function noteBrokenConnections(store: Store, broken: readonly BrokenConnectionNote[]): Promise<void> {
  const fresh = broken.length === 0 ? undefined : JSON.stringify(broken);
  if ((await store.read((tx) => tx.note(NOTE))) === fresh) return;
  await store.write((tx) => tx.saveNote(NOTE, fresh), { durable: false });
}
