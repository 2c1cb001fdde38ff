import type { Store } from '../ports/store.js';

/**
 * Says which allowance a connection's calls draw on: its recorded account and region, so that connections of one account share it. The
 * first sweep records them, and they never change afterwards; until then a connection counts alone, under its own name.
 */
export function recordedBucketKey(options: { readonly store: Pick<Store, 'read'>; readonly connection: string }): () => Promise<string> {
  const { store, connection } = options;
  let known: string | undefined;
  return async () => {
    if (known !== undefined) return known;
    const identity = (await store.read((tx) => tx.connection(connection)))?.identity;
    if (identity === undefined) return `connection ${connection}`;
    known = `${identity.account}/${identity.region}`;
    return known;
  };
}
