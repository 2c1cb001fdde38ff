import type { Namespaces } from '../session/namespaces.js';

/** Where all namespaces are listed as one, they fail as one. */
const WHOLE_CLUSTER = '*';

/** Where the listing of a namespace's objects can fail on its own. */
export function shardOf({ listed }: Namespaces, namespace: string): string {
  return listed === 'all' ? WHOLE_CLUSTER : namespace;
}

/** One place to list, and what it covers. */
export interface ListedPlace {
  /** Undefined for all namespaces at once. */
  readonly namespace: string | undefined;
  readonly shard: string;
}

/** Every place that a sweep lists. */
export function placesToList({ listed }: Namespaces): readonly ListedPlace[] {
  if (listed === 'all') return [{ namespace: undefined, shard: WHOLE_CLUSTER }];
  return listed.map((namespace) => ({ namespace, shard: namespace }));
}
