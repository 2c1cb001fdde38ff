import type { Store } from '@hostwright/core';
import { type LostNote, NOTE } from '@hostwright/store';
import { recordedStore, recordStore, type Site, type SiteConfiguration } from '../configuration/index.js';

/**
 * Puts down in the configuration folder that there is a store now. Where there was one before, it was lost: that is written down in the new
 * one, where people and the audit log tell of it, until the store is rebuilt or a backup is restored in its place.
 */
export async function recordNewStore(site: Site, store: Store): Promise<void> {
  const { deploymentId, incarnation } = await store.read((tx) => tx.deployment());
  const previousIncarnation = recordedStore(site, deploymentId);
  if (previousIncarnation !== undefined) await noteLostStore(store, { previousIncarnation, incarnation });
  recordStore(site, deploymentId, incarnation);
}

async function noteLostStore(store: Store, lives: { readonly previousIncarnation: string; readonly incarnation: string }): Promise<void> {
  const atMs = await store.now();
  await store.write(async (tx) => {
    await tx.saveNote(NOTE.lost, JSON.stringify({ atMs, previousIncarnation: lives.previousIncarnation } satisfies LostNote));
    await tx.appendEvents(atMs, [{ type: 'StoreLost', ...lives }]);
  });
}

/** Keeps the record up to date: it may be older than the store, or its folder was not writable then. */
export async function keepStoreRecord({ site }: SiteConfiguration, store: Store): Promise<void> {
  const { deploymentId, incarnation } = await store.read((tx) => tx.deployment());
  recordStore(site, deploymentId, incarnation);
}

/** What a store says of one that was lost; undefined for none, and once it was rebuilt. */
export async function readLostStore(store: Store): Promise<LostNote | undefined> {
  const [note, deployment] = await store.read(async (tx) => [await tx.note(NOTE.lost), await tx.deployment()] as const);
  const lost = note === undefined ? undefined : (JSON.parse(note) as LostNote);
  return lost === undefined || deployment.knownIncarnations.includes(lost.previousIncarnation) ? undefined : lost;
}
