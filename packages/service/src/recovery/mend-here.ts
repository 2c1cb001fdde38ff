import { statSync } from 'node:fs';
import { mendSchema, verifyStore } from '@hostwright/store/maintenance';

/** What a store's file was found to be before a rebuild. */
export interface MendedFile {
  /** Indexes and triggers that were made anew. */
  readonly mended: readonly string[];
  /** What is left is damaged, so that nothing can be based on it. */
  readonly isDamaged: boolean;
}

/**
 * Mends what can be mended in a store's file, and says whether the rest can be relied on. A broken link of the event log, which only a backup can
 * mend, says nothing about requests and machines.
 */
export async function mendFile(file: string): Promise<MendedFile> {
  if (isNothing(file)) return { mended: [], isDamaged: false };
  const before = (await verifyStore({ file })).damages;
  const isSchema = before.some(({ kind }) => kind === 'schema');
  const isReadable = before.every(({ kind }) => kind !== 'page' && kind !== 'file');
  const mended = isSchema && isReadable ? await mendSchema(file) : [];
  const after = mended.length === 0 ? before : (await verifyStore({ file })).damages;
  return { mended, isDamaged: after.some(({ kind }) => kind !== 'link') };
}

/** Whether a store's file can be relied on as it is, but for what a rebuild mends in it. */
export async function isReliable(file: string): Promise<boolean> {
  if (isNothing(file)) return true;
  const { damages } = await verifyStore({ file });
  return damages.every(({ kind, where }) => kind === 'link' || (kind === 'schema' && !where.startsWith('table ')));
}

function isNothing(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0;
}
