import type { Clock, RebuildReport } from '@hostwright/core';
import type { SiteConfiguration, Variables } from '../configuration/index.js';

/** Whose store is to be rebuilt, and how. */
export interface RebuildSiteInput {
  readonly configuration: SiteConfiguration;
  readonly environment: Variables;
  /** Connections left out: they stay halted. */
  readonly without: readonly string[];
  /** Lists and plans, and changes nothing; the agent goes on. */
  readonly dryRun: boolean;
  /** Sees to it that somebody works on what is open: called after the rebuild, also after one that was refused. */
  readonly wake: () => Promise<void>;
  /** Longest wait for the agent's end. @default 60000 */
  readonly drainMs?: number;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/** What a rebuild came to. */
export interface SiteRebuild extends RebuildReport {
  /** Indexes and triggers of the store that were missing, and were made anew. */
  readonly mended: readonly string[];
  /** Where a store that was damaged is kept; undefined where there was none. */
  readonly keptAside: string | undefined;
  /** Why nobody could be woken to work on what is open; undefined when somebody was. The rebuild stands all the same. */
  readonly wakeError: unknown;
}

/**
 * Rebuilds the store of a site from what its clouds show. The agent is drained before and woken after; while it lasts this process holds
 * the agent's lock, so that engine and rebuild never work at once.
 *
 * @throws {HostFactoryError} a connection cannot be used, or does not exist; the message names it
 * @throws {ProviderError} a connection could not be listed completely; the message names it. Nothing was changed
 * @throws {StoreError} the store cannot be opened; `busy`: the agent does not end, or another process works on the store
 */
export async function rebuildSite(input: RebuildSiteInput): Promise<SiteRebuild> {
  // Whoever answers a call imports this module's neighbours, and must not load an engine.
  const { previewHere, rebuildHere } = await import('./rebuild-here.js');
  return input.dryRun ? previewHere(input) : rebuildHere(input);
}
