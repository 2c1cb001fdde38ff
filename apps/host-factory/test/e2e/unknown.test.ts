import { describe, expect, it } from 'vitest';
import { machinesIn } from './harness/cloud.js';
import { play } from './harness/scenario.js';
import { PAIRS } from './harness/variants.js';

describe.concurrent.each(PAIRS)('unknown ids, $dialect with agent: $mode', (variant) => {
  it('ends an unknown request, and goes on serving the known ones beside it', () =>
    play(variant, async ({ hostFactory }) => {
      const known = await hostFactory.request('small', 1);
      const { machines } = await hostFactory.end(known);
      const documents = await hostFactory.statuses(['never-heard-of', known, 'never-heard-of']);
      expect(documents.map(({ requestId, status }) => [requestId, status])).toEqual([
        ['never-heard-of', 'complete_with_error'],
        [known, 'complete'],
        ['never-heard-of', 'complete_with_error'],
      ]);
      await hostFactory.giveBackAndWait(machines);
    }));

  it(
    'returns the machines it knows and does not fail for those it does not',
    { tags: ['engine.returns.unknown-machines', 'simulated'] },
    () =>
      play(variant, async ({ hostFactory }) => {
        const machines = await hostFactory.machines('small', 1);
        const given = [{ machineId: 'i-nobody-knows', name: 'nobody' }, ...machines, { name: 'no-such-host' }];
        const ended = await hostFactory.giveBackAndWait(given);
        expect(ended).toHaveLength(3);
        expect(ended.find(({ machineId }) => machineId === machines[0]!.machineId)).toMatchObject({ result: 'succeed' });
        expect(ended.find(({ machineId }) => machineId === 'i-nobody-knows')).toMatchObject({ result: 'succeed' });
      }),
  );

  it(
    'does not touch a machine that carries no tag of ours, whoever orders its return',
    { tags: ['engine.deployment.strangers', 'simulated'] },
    () =>
      play({ ...variant, settings: { faults: [{ kind: 'foreign-machines', count: 1 }] } }, async ({ hostFactory, site }) => {
        const machines = await hostFactory.machines('small', 1);
        const foreign = machinesIn(site.cloudFile).find(({ tags }) => tags['hostwright-deployment'] === undefined);
        expect(foreign).toBeDefined();
        const ended = await hostFactory.giveBackAndWait([{ machineId: foreign!.id, name: foreign!.name }, ...machines]);
        expect(ended.find(({ machineId }) => machineId === foreign!.id)).toMatchObject({ result: 'fail' });
        expect(ended.find(({ machineId }) => machineId === machines[0]!.machineId)).toMatchObject({ result: 'succeed' });
        expect(machinesIn(site.cloudFile).find(({ id }) => id === foreign!.id)?.state).toMatch(/pending|running/);
      }),
  );
});
