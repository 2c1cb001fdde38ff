import { tellPlace } from '../fault.js';
import type { MergedConfiguration } from '../include/merge.js';
import type { ToldIssue } from './tell-issues.js';

/** Connections that have the name of an earlier one, in whichever files both stand. */
export function duplicateConnections(merged: MergedConfiguration): readonly ToldIssue[] {
  const { connections } = merged.keys;
  if (!Array.isArray(connections)) return [];
  const first = new Map<string, number>();
  return connections.flatMap((connection: unknown, index): readonly ToldIssue[] => {
    const name = nameOf(connection);
    const earlier = name === undefined ? undefined : first.get(name);
    if (name !== undefined && earlier === undefined) first.set(name, index);
    if (earlier === undefined) return [];
    const { file, position } = merged.placeOf(['connections', earlier, 'name'], 'value');
    const text = `connections[${index}].name: this connection is defined already, in ${tellPlace(file, position)}. Rename one of them, or remove it`;
    return [{ path: ['connections', index, 'name'], code: 'configuration-duplicate', text }];
  });
}

function nameOf(connection: unknown): string | undefined {
  const name = typeof connection === 'object' && connection !== null ? (connection as { readonly name?: unknown }).name : undefined;
  return typeof name === 'string' ? name : undefined;
}
