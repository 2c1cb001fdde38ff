import type { Template } from '@hostwright/core';
import type { Snapshot } from '../snapshot/snapshot.js';
import type { ConnectionSummary } from '../types.js';

/** The templates of a file as they last could be used. */
export type LastGood = (file: string) => readonly Template[];

/**
 * What the last snapshot knows. Templates whose connection is gone, or belongs to another provider now, are no longer good.
 *
 * @param last - may be out of date: that is what it is asked for
 */
export function lastGoodOf(last: Snapshot | undefined, connections: readonly Pick<ConnectionSummary, 'name' | 'provider'>[]): LastGood {
  if (last === undefined) return () => [];
  const same = connections.filter(({ name, provider }) =>
    last.rest.connections.some((known) => known.name === name && known.provider === provider),
  );
  const names = new Set(same.map(({ name }) => name));
  return (file) =>
    last.files
      .filter((known) => known.file === file)
      .flatMap(({ templates }) => templates.filter(({ connection }) => names.has(connection)));
}
