import { parseRecord } from '../rows/record.js';
import type { HostIdentity } from './host-identity.js';

/** Names the note that says which host may write. It is read and written under the store's write lock: it, and not the file, decides. */
export const CLAIM_NOTE = 'store/claim';

/** Who may write to a store that several hosts can reach. */
export interface ClaimHolder extends HostIdentity {
  /** Counted up with each change of holder. */
  readonly epoch: number;
  /** By the file server's clock. */
  readonly sinceMs: number;
}

/** Reads the note; undefined when nobody has claimed the store yet. */
export function parseClaim(text: string | undefined): ClaimHolder | undefined {
  return text === undefined ? undefined : (parseRecord(text) as ClaimHolder);
}
