import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../points/catalogue.js';
import { Coverage } from './coverage.js';
import { BLOCK, makePlans } from './make-plans.js';
import { OPERATIONS, type Plan } from './plan.js';

const TAGS = { tags: ['engine.recovery.killed', 'simulated'] };
const SEEDS = [0, 1, 20_261_129, 2 ** 32 - 1];

function pointsOf(plans: readonly Plan[], operation: string): ReadonlySet<string> {
  const kills = plans
    .filter((plan) => plan.operation === operation && plan.kind !== 'crowd' && plan.kind !== 'paused')
    .flatMap((plan) => plan.kills);
  return new Set(kills.flatMap((kill) => (kill.at === 'point' ? [kill.point] : [])));
}

describe('makePlans', TAGS, () => {
  it('makes the same plans from the same seed, and others from another', () => {
    expect(makePlans(7, 150)).toEqual(makePlans(7, 150));
    expect(makePlans(7, 20)).not.toEqual(makePlans(8, 20));
  });

  it.each(SEEDS)('kills at every point of every operation within a block, seed %i', (seed) => {
    const plans = makePlans(seed, BLOCK);
    expect(plans).toHaveLength(BLOCK);
    for (const operation of OPERATIONS) expect(pointsOf(plans, operation)).toEqual(new Set(CATALOGUE[operation]));
  });

  it.each(SEEDS)('kills at a time of no point about one time in five, seed %i', (seed) => {
    const kills = makePlans(seed, BLOCK).flatMap((plan) => plan.kills);
    const share = kills.filter(({ at }) => at === 'time').length / kills.length;
    expect(share).toBeGreaterThan(0.18);
    expect(share).toBeLessThan(0.25);
  });

  it('has runs of every kind', () => {
    const kinds = Map.groupBy(makePlans(3, BLOCK), ({ kind }) => kind);
    expect([...kinds.keys()].toSorted()).toEqual(['agent', 'crowd', 'inline', 'paused', 'several', 'two-agents']);
    expect(kinds.get('crowd')).toHaveLength(1);
    expect(kinds.get('paused')).toHaveLength(8);
  });
});

describe('the coverage', TAGS, () => {
  it('asks for every point at which nobody was killed', () => {
    const coverage = new Coverage();
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
    expect(coverage.table()).toMatch(/^settle\.after +1 /m);
    expect(coverage.table()).toMatch(/^reached as well, request: archive\.after$/m);
  });
});
