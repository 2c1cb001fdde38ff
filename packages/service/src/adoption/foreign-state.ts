import type { ForeignRequest, ForeignReturn } from '@hostwright/core';

/** What the records of another host factory say. */
export interface ForeignState {
  /** Whose they are: of the vendor's plugin, or of Open Resource Broker. */
  readonly kind: 'vendor' | 'orb';
  readonly requests: readonly ForeignRequest[];
  readonly returns: readonly ForeignReturn[];
  /** Entries that cannot be read, each with its place; the others are unhurt. */
  readonly problems: readonly string[];
  /** When the file was last written, in milliseconds since 1970. */
  readonly writtenAtMs: number;
}

/** A file that holds no records that can be taken over. The message says what is wrong, where, and what to do. */
export class ForeignStateError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'ForeignStateError';
  }
}

/**
 * Reads the state file of the vendor's plugin (`<PROVIDER_NAME>-db.json`) or the storage of Open Resource Broker (JSON or SQLite). Changes nothing.
 *
 * @throws {ForeignStateError} it cannot be read, is none of these, or is being written
 */
export async function readForeignState(file: string): Promise<ForeignState> {
  // Whoever answers a call imports this module's neighbours, and must not load what only a take-over needs.
  const { readStateHere } = await import('./read-state-here.js');
  return readStateHere(file);
}
