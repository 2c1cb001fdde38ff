import { describe, expect, it } from 'vitest';
import { catalogueOf } from '../points/catalogue.js';
import { mockTarget } from '../target/mock-target.js';
import { Coverage } from './coverage.js';
import { BLOCK, makePlans } from './make-plans.js';
import { OPERATIONS, type Plan } from './plan.js';

const TAGS = { tags: ['proof.kill-runs', 'simulated'] };
const CATALOGUE = catalogueOf(mockTarget.calls);
const SEEDS = [0, 1, 20_261_129, 2 ** 32 - 1];

function pointsOf(plans: readonly Plan[], operation: string): ReadonlySet<string> {
  const kills = plans
    .filter(({ operation: played, kind }) => played === operation && !/^(?:crowd|cold|cold-lsf|paused)$/.test(kind))
    .flatMap((plan) => plan.kills);
  return new Set(kills.flatMap((kill) => (kill.at === 'point' ? [kill.point] : [])));
}

describe('makePlans', TAGS, () => {
  it('makes the same plans from the same seed, and others from another', () => {
    expect(makePlans(7, 150, mockTarget)).toEqual(makePlans(7, 150, mockTarget));
    expect(makePlans(7, 20, mockTarget)).not.toEqual(makePlans(8, 20, mockTarget));
  });

  it.each(SEEDS)('kills at every point of every operation within a block, seed %i', (seed) => {
    const plans = makePlans(seed, BLOCK, mockTarget);
    expect(plans).toHaveLength(BLOCK);
    for (const operation of OPERATIONS) expect(pointsOf(plans, operation)).toEqual(new Set(CATALOGUE[operation]));
  });

  it.each(SEEDS)('kills at a time of no point about one time in five, seed %i', (seed) => {
    const kills = makePlans(seed, BLOCK, mockTarget).flatMap((plan) => plan.kills);
    const share = kills.filter(({ at }) => at === 'time').length / kills.length;
    expect(share).toBeGreaterThan(0.18);
    expect(share).toBeLessThan(0.25);
  });

  it('has runs of every kind', () => {
    const kinds = Map.groupBy(makePlans(3, BLOCK, mockTarget), ({ kind }) => kind);
    expect([...kinds.keys()].toSorted()).toEqual(['agent', 'cold', 'cold-lsf', 'crowd', 'inline', 'paused', 'several', 'two-agents']);
    expect(kinds.get('crowd')).toHaveLength(1);
    expect(kinds.get('paused')).toHaveLength(8);
  });

  it('plays what a cloud can, and kills at the names of its own calls', () => {
    const plain = { prepare: ['CreateLaunchTemplate'], launch: 'CreateFleet' };
    const calls = { ...mockTarget.calls, plain, list: 'DescribeInstances' };
    const plans = makePlans(5, BLOCK, { calls, operations: ['request', 'return'] });
    expect(new Set(plans.map(({ operation }) => operation))).toEqual(new Set(['request', 'return']));
    for (const operation of ['request', 'return'] as const) {
      expect(pointsOf(plans, operation)).toEqual(new Set(catalogueOf(calls)[operation]));
    }
    expect(pointsOf(plans, 'request')).toContain('CreateFleet.after');
  });
});

describe('the coverage', TAGS, () => {
  it('asks for every point at which nobody was killed', () => {
    const coverage = new Coverage(mockTarget);
    const plan: Plan = {
      operation: 'request',
      kind: 'agent',
      kills: [
        { at: 'point', point: 'settle.after' },
        { at: 'point', point: 'sweep.after' },
      ],
    };
    coverage.add(
      plan,
      [
        { kill: { at: 'point', point: 'settle.after' }, done: true },
        { kill: { at: 'point', point: 'sweep.after' }, done: false },
      ],
      ['settle.after', 'archive.after'],
    );
    const missing = coverage
      .missing()
      .filter(({ operation }) => operation === 'request')
      .flatMap(({ kills }) => kills);
    expect(missing).toContainEqual({ at: 'point', point: 'sweep.after' });
    expect(missing).not.toContainEqual({ at: 'point', point: 'settle.after' });
    expect(coverage.missing()).toContainEqual({
      operation: 'top-up',
      kind: 'paused',
      kills: [{ at: 'point', point: 'RunInstances.before' }],
    });
    expect(coverage.table()).toMatch(/^settle\.after +1 /m);
    expect(coverage.table()).toMatch(/^reached as well, request: archive\.after$/m);
  });

  it('takes a process that stood still for no kill', () => {
    const coverage = new Coverage(mockTarget);
    const pause = { at: 'point', point: 'RunInstances.before' } as const;
    coverage.add({ operation: 'request', kind: 'paused', kills: [pause] }, [{ kill: pause, done: true }], []);
    expect(coverage.atPoints).toBe(0);
    expect(coverage.missing()).not.toContainEqual({ operation: 'request', kind: 'paused', kills: [pause] });
    expect(coverage.missing()).toContainEqual({ operation: 'request', kind: 'agent', kills: [pause] });
  });
});
