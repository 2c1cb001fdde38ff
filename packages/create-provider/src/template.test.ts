import { runConformance, type CaseResult } from '@hostwright/provider-conformance';
import { beforeAll, describe, expect, it } from 'vitest';
import { subject } from '../template/src/conformance.js';

/** Its cloud has no companions; and a second process needs the built plugin, as everybody's `npm test` makes it. */
const NOT_EXERCISED = ['machines.launch.same-token-other-process', 'machines.sweep.companions'];

let results: readonly CaseResult[];
/** Only to end what hangs: longer than a case that hangs, so that the kit tells which one it is. */
const HANG_MS = 600_000;
beforeAll(async () => {
  ({ results } = await runConformance(subject));
}, HANG_MS);

function idsOf(kind: CaseResult['outcome']['kind']): readonly string[] {
  return results.flatMap(({ id, outcome }) => (outcome.kind === kind ? [id] : []));
}

describe('the template, as it is handed out', { tags: ['proof.create-provider', 'simulated'] }, () => {
  it('breaks no rule of the contract', () => {
    expect(results.filter(({ outcome }) => outcome.kind === 'failed')).toEqual([]);
    expect(idsOf('passed').length).toBeGreaterThanOrEqual(90);
  });

  it('leaves out only what its cloud does not have', () => {
    expect(idsOf('not-exercised')).toEqual(NOT_EXERCISED);
    const interfaces = new Set(idsOf('skipped').map((id) => id.split('.', 2).join('.')));
    expect([...interfaces].filter((name) => !/^(?:volumes|snapshots)\./.test(name)).toSorted()).toEqual([
      'machines.adopt',
      'machines.feed',
      'machines.groups',
      'machines.launch',
      'machines.life',
      'machines.members',
      'machines.offers',
      'machines.restart',
      'machines.stop',
    ]);
  });
});
