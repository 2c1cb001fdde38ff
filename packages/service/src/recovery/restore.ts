import type { Clock } from '@hostwright/core';
import type { RestoreReport } from '@hostwright/store/maintenance';
import type { SiteConfiguration, Variables } from '../configuration/index.js';

/** Whose store is restored, and from what. */
export interface RestoreSiteInput {
  readonly configuration: SiteConfiguration;
  readonly environment: Variables;
  /** The backup's file. It stays as it is. */
  readonly backup: string;
  /** Lets an agent that works on the store end; otherwise the restore is refused while one runs. */
  readonly stopAgent: boolean;
  /** Longest wait for the agent, and for calls that use the store. @default 60000 */
  readonly waitMs?: number;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/**
 * Puts a backup in the place of a site's store, with nobody else at work on it. The store that was there is kept beside it.
 *
 * @throws {StoreError} nothing was changed. `busy`: an agent runs, or calls use the store all the time; `claimed`: another host works with
 *   it; and as `restoreStore`
 */
export async function restoreSite(input: RestoreSiteInput): Promise<RestoreReport> {
  // Whoever answers a call imports this module's neighbours, and must not load what only a restore needs.
  const { restoreHere } = await import('./restore-here.js');
  return restoreHere(input);
}
