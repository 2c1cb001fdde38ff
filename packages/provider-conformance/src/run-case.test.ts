import { describe, expect, it } from 'vitest';
import { ALL_CASES } from './cases/all-cases.js';
import { denialOf, gapOf, type ConformanceCase } from './case.js';
import type { World } from './subject.js';

const world = { templates: { plain: {} }, provoke: { throttle: async () => undefined } } as unknown as World;
const one: ConformanceCase = { id: 'a.b.c', title: 't', run: async () => undefined };

describe('the cases', { tags: ['proof.conformance-kit', 'simulated'] }, () => {
  it('are at least ninety, each with an id of its own and a rule as a sentence', () => {
    expect(ALL_CASES.length).toBeGreaterThanOrEqual(90);
    expect(new Set(ALL_CASES.map(({ id }) => id)).size).toBe(ALL_CASES.length);
    for (const { id, title } of ALL_CASES) {
      expect(id).toMatch(/^(provider|machines|catalog|volumes|snapshots)(\.[a-z0-9-]+){1,2}$/);
      expect(title).toMatch(/\w+ \w+/);
    }
  });

  it('are not exercised, never passed, where the subject cannot provoke what they are about', () => {
    expect(gapOf({ ...one, provokes: ['throttle'] }, world)).toBeUndefined();
    expect(gapOf({ ...one, provokes: ['throttle', 'loseReply'], templates: ['spot'], world: ['secrets'] }, world)).toBe(
      'the subject offers no provoke.loseReply, templates.spot, secrets',
    );
  });

  it('are skipped only where the capabilities say so', () => {
    const capabilities = { machines: { feed: false, groups: true }, interfaces: ['volumes'] } as never;
    expect(denialOf({ ...one, capabilities: ['groups'], interface: 'volumes' }, capabilities)).toBeUndefined();
    expect(denialOf({ ...one, capabilities: ['groups', 'feed'] }, capabilities)).toBe('capabilities.machines.feed is false');
    expect(denialOf({ ...one, interface: 'snapshots' }, capabilities)).toBe('snapshots is not implemented');
  });
});
