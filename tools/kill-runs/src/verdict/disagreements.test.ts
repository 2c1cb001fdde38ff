import { describe, expect, it } from 'vitest';
import type { CloudMachine } from '../target/target.js';
import { disagreements, type Ending } from './disagreements.js';

const TAGS = { tags: ['proof.kill-runs', 'simulated'] };

const ENDED: CloudMachine = {
  id: 'i-1',
  requestId: 'req-1',
  intentId: 'int-1',
  deploymentId: 'd',
  token: 't',
  units: 1,
  createdAtMs: 1,
  endOrderedAtMs: 2,
  endedAtMs: 3,
  alive: false,
};
const GOOD: Ending = {
  machines: [ENDED],
  objects: [{ kind: 'group', id: 'g-1', alive: false, machineIds: ['i-1'] }],
  store: { open: 0, epoch: 1, requestIds: ['req-1'], machines: [], events: new Set() },
  acknowledged: ['req-1'],
};

describe('disagreements', TAGS, () => {
  it('finds none where all has ended and is known', () => {
    expect(disagreements(GOOD)).toEqual([]);
  });

  it.each<[string, Partial<Ending>, RegExp]>([
    ['a machine that lives on', { machines: [{ ...ENDED, alive: true }] }, /leak: i-1/],
    ['a group that is left', { objects: [{ kind: 'group', id: 'g-1', alive: true, machineIds: [] }] }, /leak: group g-1/],
    ['a machine that only the store has', { store: { ...GOOD.store, machines: [{ id: 'i-9', orphan: false }] } }, /takes i-9 for alive/],
    ['an orphan', { store: { ...GOOD.store, machines: [{ id: 'i-9', orphan: true }] } }, /does not know whose it is/],
    ['an acknowledged request that is forgotten', { store: { ...GOOD.store, requestIds: [] } }, /lost: the store does not know req-1/],
  ])('finds %s', (_, planted, message) => {
    expect(disagreements({ ...GOOD, ...planted })).toEqual([expect.stringMatching(message)]);
  });
});
