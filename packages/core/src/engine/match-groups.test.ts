import { describe, expect, it } from 'vitest';
import type { Group } from '../domain/machine.js';
import type { WriteTransaction } from '../ports/store.js';
import type { ObservedGroup } from '../provider/machines.js';
import type { ApplyOptions, SweepCollection } from './apply-sweep.js';
import { matchGroups } from './match-groups.js';
import { NOW_MS } from './testing/builders.js';

const STORED: Group = {
  ref: 'group-1',
  kind: 'fleet',
  connection: 'cloud',
  intentId: 'intent-1',
  requestId: 'request-1',
  state: 'deleted',
  createdAtMs: NOW_MS,
  missedSweeps: 0,
};

/** What is changed when the cloud shows the stored group in that state. */
function matched(stored: Group, state: ObservedGroup['state']['unified']): Promise<readonly Group[]> {
  const transaction = {
    deployment: async () => ({ deploymentId: 'd' }),
    groups: async () => [stored],
    intent: async () => undefined,
  } as unknown as WriteTransaction;
  const header = { deploymentId: 'd', incarnation: 'i', requestId: 'request-1', intentId: 'intent-1', sequence: 1, generation: 1 };
  const group = { groupRef: stored.ref, kind: stored.kind, header, state: { unified: state, raw: state }, createdAtMs: NOW_MS };
  const sweep = { groups: [group], companions: [], outcome: 'complete', beganAtMs: NOW_MS } as unknown as SweepCollection;
  return matchGroups(transaction, sweep, { connection: 'cloud', visibilityHorizonMs: () => 0 } as unknown as ApplyOptions);
}

describe('matching the groups that a sweep shows', { tags: ['engine.planning', 'real'] }, () => {
  it('deletes a group again that is shown as active after its deletion', async () => {
    expect(await matched(STORED, 'active')).toEqual([{ ...STORED, state: 'active' }]);
  });

  it('leaves a group alone that the cloud is still deleting', async () => {
    expect(await matched(STORED, 'deleting')).toEqual([]);
    expect(await matched({ ...STORED, state: 'active', missedSweeps: 1 }, 'deleting')).toEqual([{ ...STORED, state: 'active' }]);
  });
});
