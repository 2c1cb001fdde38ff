import { describe, expect, it } from 'vitest';
import { livingIn } from './harness/cloud.js';
import { play } from './harness/scenario.js';
import { PAIRS, VARIANTS } from './harness/variants.js';

/** LSF backs off from a template only when this very call fails with a code of its list. */
const NOTHING_TO_BE_HAD = {
  symphony: { exitCode: 0 },
  lsf: { exitCode: 1, document: { status: 'warning', message: expect.stringContaining('Error Code: InsufficientInstanceCapacity') } },
};

describe.concurrent.each(VARIANTS)('$dialect with agent: $mode', (variant) => {
  it('lists templates with the size that the catalogue tells', { tags: ['hf.templates', 'simulated'] }, () =>
    play(variant, async ({ hostFactory }) => {
      const memory = variant.dialect === 'lsf' ? 'mem' : 'nram';
      const templates = await hostFactory.templates();
      expect(templates.map(({ templateId }) => templateId).toSorted()).toEqual(['medium', 'small', 'spot']);
      expect(templates.find(({ templateId }) => templateId === 'small')).toMatchObject({
        maxNumber: 200,
        attributes: { type: ['String', 'X86_64'], ncpus: ['Numeric', expect.stringMatching(/^\d+$/)], [memory]: ['Numeric', '4096'] },
      });
    }),
  );

  it(
    'launches what was asked for, reports it, and takes it back: by name alone, by id, and a second time',
    { tags: ['engine.requests.exact-count', 'scripts.lifecycle', 'fault.row-40', 'simulated'] },
    () =>
      play(variant, async ({ hostFactory, site }) => {
        const requestId = await hostFactory.request('small', 3);
        const ended = await hostFactory.end(requestId);
        expect(ended).toMatchObject({ status: 'complete', message: '' });
        expect(ended.machines).toHaveLength(3);
        expect(new Set(ended.machines.map(({ name }) => name)).size).toBe(3);
        for (const machine of ended.machines) {
          expect(machine).toMatchObject({
            result: 'succeed',
            status: 'running',
            privateIpAddress: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
          });
          expect(Math.abs(machine.launchtime - Date.now() / 1000)).toBeLessThan(120);
        }
        expect(await listed(site)).toEqual(ended.machines.map(({ machineId }) => machineId).toSorted());

        const [byName, ...byId] = ended.machines;
        await hostFactory.giveBackAndWait([{ name: byName!.name }]);
        expect(livingIn(site.cloudFile).map(({ id }) => id)).toEqual(byId.map(({ machineId }) => machineId).toSorted());
        const returned = await hostFactory.giveBackAndWait(byId);
        expect(returned).toEqual(byId.map(({ machineId }) => ({ machineId, result: 'succeed' })));
        expect(await listed(site)).toEqual([]);

        const again = await site.call('requestReturnMachines', { machines: ended.machines });
        expect(again.exitCode).toBe(0);
        // LSF hears at once that nothing is left; Symphony asks about the request all the same.
        expect(again.document.requestId === undefined).toBe(variant.dialect === 'lsf');
        const { status } = again.document.requestId === undefined ? again.document : await hostFactory.end(again.document.requestId);
        expect(status).toBe('complete');
        // What a request was told at its end stays, also after its machines are gone.
        expect(await hostFactory.status(requestId)).toEqual(ended);
      }),
  );

  it('gives what there is, and says why the rest is missing', { tags: ['engine.requests.reasons', 'fault.row-12', 'simulated'] }, () =>
    play({ ...variant, settings: { capacity: { '*': 2 } } }, async ({ hostFactory }) => {
      const ended = await hostFactory.end(await hostFactory.request('small', 5));
      expect(ended).toMatchObject({
        status: 'complete_with_error',
        message: expect.stringMatching(/2 of 5 delivered.*3 missing.*Capacity/i),
      });
      expect(ended.machines.filter(({ result }) => result === 'succeed')).toHaveLength(2);
      await hostFactory.giveBackAndWait(ended.machines);
    }),
  );

  it('says with a code that there is nothing to be had', { tags: ['engine.requests.no-capacity', 'simulated'] }, () =>
    play({ ...variant, settings: { capacity: { '*': 0 } } }, async ({ hostFactory }) => {
      const answer = await hostFactory.tryRequest('small', 1);
      expect(answer).toMatchObject(NOTHING_TO_BE_HAD[variant.dialect]);
      const { requestId } = answer.document;
      expect(requestId === undefined).toBe(variant.dialect === 'lsf');
      const why = requestId === undefined ? answer.document : await hostFactory.end(requestId);
      expect(why.message).toMatch(/1 missing.*Capacity/i);
    }),
  );
});

describe.concurrent.each(PAIRS)('$dialect with agent: $mode', (variant) => {
  it('replaces a machine that never boots, and delivers what was asked for', { tags: ['engine.requests.replacement', 'simulated'] }, () =>
    play({ ...variant, settings: { faults: [{ kind: 'never-boot', machines: 1 }] } }, async ({ hostFactory }) => {
      const machines = await hostFactory.machines('small', 2);
      expect(machines.every(({ result }) => result === 'succeed')).toBe(true);
      await hostFactory.giveBackAndWait(machines);
    }),
  );
});

/** Machine ids that the command for people lists as alive. */
async function listed(site: { run(words: readonly string[]): Promise<{ readonly stdout: string }> }): Promise<readonly string[]> {
  const { stdout } = await site.run(['machines', 'list', '--output', 'json']);
  const machines = JSON.parse(stdout) as readonly { readonly machineId: string; readonly status: string }[];
  return machines.flatMap(({ machineId, status }) => (status === 'terminated' ? [] : [machineId])).toSorted();
}
