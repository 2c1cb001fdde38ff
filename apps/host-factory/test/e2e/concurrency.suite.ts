import { describe, expect, it } from 'vitest';
import { livingIn, machinesIn } from './harness/cloud.js';
import type { MachineDocument } from './harness/documents.js';
import type { HostFactory } from './harness/host-factory.js';
import { type Scene, play } from './harness/scenario.js';
import { until } from './harness/until.js';
import { PAIRS, VARIANTS } from './harness/variants.js';

describe.each(VARIANTS)('many calls at once, $dialect with agent: $mode', { tags: ['hf.concurrency', 'simulated'] }, (variant) => {
  it('answers 8 requests at once: each is known, each gets its machines', { tags: ['fault.row-08'] }, () =>
    play(variant, async (scene) => {
      expect(await requestAtOnce(scene, 8, 2)).toEqual({ delivered: 16, ended: 16 });
    }),
  );
});

describe.each(PAIRS)('very many calls at once, $dialect with agent: $mode', { tags: ['hf.concurrency', 'simulated'] }, (variant) => {
  it('answers 32 requests at once: each is known, each gets its machines', { tags: ['fault.row-08'] }, () =>
    play(variant, async (scene) => {
      expect(await requestAtOnce(scene, 32, 1)).toEqual({ delivered: 32, ended: 32 });
    }),
  );

  it('keeps a template within its maximum', { tags: ['fault.row-07'] }, () =>
    play(variant, async ({ hostFactory, site }) => {
      await hostFactory.templates();
      const answers = await Promise.all(Array.from({ length: 12 }, () => hostFactory.tryRequest('medium', 1)));
      const accepted = answers.filter(({ exitCode }) => exitCode === 0);
      expect(accepted).toHaveLength(5);
      for (const refused of answers.filter(({ exitCode }) => exitCode !== 0)) {
        expect(refused).toMatchObject({ exitCode: 1, document: { message: expect.stringMatching(/maximum|maxNumber/i) } });
      }
      const ended = await endAll(
        hostFactory,
        accepted.map(({ document }) => document.requestId ?? ''),
      );
      expect(livingIn(site.cloudFile)).toHaveLength(5);
      await hostFactory.giveBackAndWait(ended.flatMap(({ machines }) => machines));
      await hostFactory.giveBackAndWait(await hostFactory.machines('medium', 1));
    }),
  );

  it('takes one call id for one request, on whatever path and however often it comes', { tags: ['fault.row-07', 'fault.row-40'] }, () =>
    play(variant, async ({ hostFactory, site }) => {
      const input = { template: { templateId: 'small', machineCount: 2 } };
      const first = await site.callDirectly('requestMachines', input, 'call-1');
      const answers = await Promise.all(Array.from({ length: 4 }, () => site.callDirectly('requestMachines', input, 'call-1')));
      const overSocket = await site.callOverSocket('requestMachines', input, 'call-1');
      const ids = [first, ...answers, ...overSocket].map(({ document }) => document.requestId);
      expect(new Set(ids)).toEqual(new Set([first.document.requestId]));
      const { machines } = await hostFactory.end(first.document.requestId ?? '');
      expect(livingIn(site.cloudFile)).toHaveLength(2);
      await site.callDirectly('requestReturnMachines', { machines }, 'call-2');
      await site.callDirectly('requestReturnMachines', { machines }, 'call-2');
      await until(() => livingIn(site.cloudFile).length === 0, { what: 'the end of the machines' });
    }),
  );
});

/** Asks with many calls at once and gives all machines back: how many different ones were delivered, and how many ended. */
async function requestAtOnce({ hostFactory, site }: Scene, calls: number, machinesEach: number) {
  // A site in use whose agent has just died: the calls go by themselves at first, and over the new agent's socket as soon as it listens.
  await hostFactory.templates();
  await site.killAgent();
  const requestIds = await Promise.all(Array.from({ length: calls }, () => acceptedRequest(hostFactory, machinesEach)));
  const machines = (await endAll(hostFactory, requestIds)).flatMap((document) => document.machines);
  // Host Factory gives machines of many requests back in several calls that overlap.
  const halves = [machines.slice(0, machines.length / 2), machines.slice(machines.length / 2)];
  await Promise.all(halves.map((half) => hostFactory.giveBackAndWait(half)));
  return { delivered: succeeded(machines), ended: machinesIn(site.cloudFile).filter(({ state }) => state === 'terminated').length };
}

/** Host Factory repeats a call that was refused for the moment: on a machine that is overloaded the store's lock may be out of reach for seconds. */
async function acceptedRequest(hostFactory: HostFactory, machines: number): Promise<string> {
  return until(async () => (await hostFactory.tryRequest('small', machines)).document.requestId, {
    what: 'an accepted request',
    intervalMs: 500,
  });
}

function succeeded(machines: readonly MachineDocument[]): number {
  return new Set(machines.flatMap(({ machineId, result }) => (result === 'succeed' ? [machineId] : []))).size;
}

async function endAll(hostFactory: HostFactory, requestIds: readonly string[]) {
  const open = new Set(requestIds);
  const ended = new Map<string, Awaited<ReturnType<HostFactory['status']>>>();
  const deadline = performance.now() + 240_000;
  while (open.size > 0) {
    for (const document of await hostFactory.statuses([...open])) {
      if (document.status === 'running') continue;
      ended.set(document.requestId, document);
      open.delete(document.requestId);
    }
    if (performance.now() > deadline) throw new Error(`still running: ${[...open].join(', ')}`);
  }
  return requestIds.map((requestId) => ended.get(requestId)!);
}
