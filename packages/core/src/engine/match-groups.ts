import type { Group } from '../domain/machine.js';
import type { WriteTransaction } from '../ports/store.js';
import type { ApplyOptions, SweepCollection } from './apply-sweep.js';

/** Groups as seen, and companions that nothing uses any more: both are ours to delete once nothing refers to them. */
export async function matchGroups(tx: WriteTransaction, sweep: SweepCollection, options: ApplyOptions): Promise<readonly Group[]> {
  const deployment = await tx.deployment();
  const stored = new Map((await tx.groups(options.connection)).map((group) => [group.ref, group]));
  const shown = [
    ...sweep.groups
      .filter((group) => group.state.unified !== 'deleted')
      .map((group) => ({
        ref: group.groupRef,
        kind: group.kind,
        header: group.header,
        createdAtMs: group.createdAtMs,
        ending: group.state.unified === 'deleting',
        companion: undefined,
      })),
    ...sweep.companions
      .filter((companion) => companion.machineId === undefined)
      .map((companion) => ({
        ref: companion.companionId,
        kind: companion.kind,
        header: companion.header,
        createdAtMs: companion.createdAtMs,
        ending: false,
        companion: true as const,
      })),
  ].filter((entry) => entry.header?.deploymentId === deployment.deploymentId);
  const changed: Group[] = [];
  for (const { ref, kind, header, createdAtMs, ending, companion } of shown) {
    const group = stored.get(ref);
    stored.delete(ref);
    if (group !== undefined) {
      // Deleted by our order and still shown while the cloud is at it: not to be deleted again.
      const state = ending ? group.state : 'active';
      if (group.missedSweeps > 0 || group.state !== state) changed.push({ ...group, missedSweeps: 0, state });
      continue;
    }
    const intent = header === undefined ? undefined : await tx.intent(header.intentId);
    if (header === undefined || intent === undefined) continue;
    changed.push({
      ref,
      kind,
      connection: options.connection,
      intentId: header.intentId,
      requestId: header.requestId,
      state: 'active',
      createdAtMs,
      missedSweeps: 0,
      ...(companion === undefined ? {} : { companion }),
    });
  }
  if (sweep.outcome !== 'complete') return changed;
  for (const group of stored.values()) {
    if (group.state === 'deleted') continue;
    if (sweep.beganAtMs <= group.createdAtMs + options.visibilityHorizonMs(group.kind)) continue;
    const missedSweeps = group.missedSweeps + 1;
    changed.push({ ...group, missedSweeps, state: missedSweeps >= 2 ? 'deleted' : group.state });
  }
  return changed;
}
