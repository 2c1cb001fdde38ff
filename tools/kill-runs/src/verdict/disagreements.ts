import type { StoreView } from '../run/store-view.js';
import type { CloudMachine, CloudObject } from '../target/target.js';

/** What stands at the end of a run. */
export interface Ending {
  readonly machines: readonly CloudMachine[];
  readonly objects: readonly CloudObject[];
  readonly store: StoreView;
  /** Requests whose ids Host Factory was given. */
  readonly acknowledged: readonly string[];
}

/** At the end cloud and store tell the same: nothing lives, nothing is open, and every acknowledged request is known. */
export function disagreements({ machines, objects, store, acknowledged }: Ending): readonly string[] {
  const known = new Set(store.requestIds);
  return [
    ...machines.filter(({ alive }) => alive).map(({ id }) => `leak: ${id} lives in the cloud`),
    ...objects.filter(({ alive }) => alive).map(({ kind, id }) => `leak: ${kind} ${id} is left in the cloud`),
    ...store.machines.map(
      ({ id, orphan }) => `disagreement: the store takes ${id} for alive${orphan ? ' and does not know whose it is' : ''}`,
    ),
    ...acknowledged.filter((id) => !known.has(id)).map((id) => `lost: the store does not know ${id}, which was acknowledged`),
  ];
}
