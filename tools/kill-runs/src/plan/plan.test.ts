import { describe, expect, it } from 'vitest';
import { type Plan, readPlan, writePlan } from './plan.js';

const TAGS = { tags: ['proof.kill-runs', 'simulated'] };

describe('a plan as one word', TAGS, () => {
  it('is read as it was written', () => {
    const plan: Plan = {
      operation: 'top-up',
      kind: 'two-agents',
      kills: [
        { at: 'point', point: 'RunInstances.after' },
        { at: 'time', afterMs: 120 },
      ],
    };
    expect(writePlan(plan)).toBe('top-up:two-agents:RunInstances.after:@120');
    expect(readPlan(writePlan(plan))).toEqual(plan);
  });

  it.each(['', 'request', 'request:agents', 'nothing:agent', 'request:agent:@1x', 'request:agent:a b.c', 'request:agent:../x.before'])(
    'refuses "%s"',
    (text) => {
      expect(() => readPlan(text)).toThrow(/is no (plan|kill)/);
    },
  );
});
