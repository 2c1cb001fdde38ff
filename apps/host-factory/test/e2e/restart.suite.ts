import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { livingIn, machinesIn } from './harness/cloud.js';
import { play } from './harness/scenario.js';
import { until } from './harness/until.js';
import { WITH_AGENT } from './harness/variants.js';

/** Host Factory asks for the status of its requests this often. */
const POLL_INTERVAL_MS = 30_000;
/** Polls that 90 s hold, the first and the last included: counted, so that a slow machine's own seconds do not matter. */
const POLLS_IN_90_S = 90_000 / POLL_INTERVAL_MS + 1;

describe.concurrent.each(WITH_AGENT)('$dialect, with an agent that is killed', { tags: ['agent.killed', 'simulated'] }, ({ dialect }) => {
  const plan = { dialect, mode: 'agent' } as const;

  it('goes on when that happens between any two calls', () =>
    play(plan, async ({ hostFactory, site }) => {
      await hostFactory.templates();
      await site.killAgent();
      const requestId = await hostFactory.request('small', 3);
      await site.killAgent();
      await hostFactory.status(requestId);
      await site.killAgent();
      const { machines, status } = await hostFactory.end(requestId);
      expect([status, machines.length]).toEqual(['complete', 3]);
      await site.killAgent();
      await hostFactory.wantedBack(machines);
      await site.killAgent();
      // A host whose agents are killed too often works inline: all may have ended before the answer, and LSF then gets no request to ask about.
      const returnId = await hostFactory.giveBack(machines);
      if (returnId === undefined) return;
      await site.killAgent();
      await hostFactory.status(returnId);
      await site.killAgent();
      expect(await hostFactory.end(returnId)).toMatchObject({ status: 'complete' });
    }));

  it.each([120, 640])(
    'launches neither too few nor too many when that happens again and again, every %i ms',
    { tags: ['fault.row-03'] },
    (everyMs) =>
      play({ ...plan, settings: { latencyMs: { minMs: 10, maxMs: 150 } } }, async ({ hostFactory, site }) => {
        const requestIds = await Promise.all([hostFactory.request('small', 4), hostFactory.request('medium', 2)]);
        for (let kills = 0; kills < 5; kills += 1) {
          await sleep(everyMs);
          await site.killAgent();
          await hostFactory.statuses(requestIds);
        }
        const ended = await Promise.all(requestIds.map((requestId) => hostFactory.end(requestId)));
        expect(ended.map(({ status, machines }) => [status, machines.length])).toEqual([
          ['complete', 4],
          ['complete', 2],
        ]);
        const returnId = await hostFactory.giveBack(ended.flatMap(({ machines }) => machines));
        if (returnId === undefined) return;
        await site.killAgent();
        expect(await hostFactory.end(returnId)).toMatchObject({ status: 'complete' });
      }),
  );

  it(
    'adopts the machines of a lost answer while Host Factory polls every 30 s, at the times that hold by default',
    { tags: ['fault.row-03'] },
    () =>
      play({ ...plan, timing: 'default', settings: hangingLaunch(120_000) }, async ({ hostFactory, site }) => {
        const pending = hostFactory.request('small', 2);
        await until(() => livingOf(site.cloudFile) === 2, { what: 'machines whose launch is unanswered' });
        await site.killAgent();
        const requestId = await pending;
        let document = await hostFactory.status(requestId);
        for (let polls = 1; document.status === 'running' && polls < POLLS_IN_90_S; polls += 1) {
          await sleep(POLL_INTERVAL_MS);
          document = await hostFactory.status(requestId);
        }
        expect(document).toMatchObject({ status: 'complete', machines: [{ result: 'succeed' }, { result: 'succeed' }] });
        expect(machinesIn(site.cloudFile)).toHaveLength(2);
        await hostFactory.giveBack(document.machines);
        await until(() => livingOf(site.cloudFile) === 0, { what: 'the end of the machines' });
      }),
  );

  it('adopts the machines of a lost answer, however often the answer is lost', { tags: ['fault.row-06'] }, () =>
    play(
      { ...plan, settings: { faults: [{ kind: 'lose-reply', on: 'RunInstances', when: { times: 4 } }] } },
      async ({ hostFactory, site }) => {
        const machines = await hostFactory.machines('small', 3);
        expect(
          machinesIn(site.cloudFile)
            .map(({ id }) => id)
            .toSorted(),
        ).toEqual(machines.map(({ machineId }) => machineId).toSorted());
        await hostFactory.giveBackAndWait(machines);
      },
    ),
  );

  it('gives back what was launched for a request that Host Factory never heard of', { tags: ['fault.row-05', 'fault.row-40'] }, () =>
    play({ ...plan, configuration: { hostFactory: { pollWithinMs: 60_000 } } }, async ({ hostFactory, site }) => {
      await hostFactory.templates();
      const delays = [60, 110, 160, 210, 300];
      await Promise.all(
        delays.map(async (delayMs) => {
          const killer = new AbortController();
          const call = hostFactory.tryRequest('small', 1, killer.signal);
          await sleep(delayMs);
          killer.abort();
          await call;
        }),
      );
      const answered = await hostFactory.machines('small', 1);
      await hostFactory.giveBackAndWait(answered);
      await until(() => livingOf(site.cloudFile) === 0, {
        what: 'the end of machines that nobody asks for',
        intervalMs: 1_000,
      });
      expect(machinesIn(site.cloudFile).length).toBeLessThanOrEqual(delays.length + 1);
    }),
  );
});

/** The launch takes effect, and its answer never comes. */
function hangingLaunch(durationMs: number): { readonly faults: readonly object[]; readonly bootTimeMs: number } {
  return { faults: [{ kind: 'hang', on: 'RunInstances', side: 'after', durationMs, when: { times: 1 } }], bootTimeMs: 100 };
}

function livingOf(cloudFile: string): number {
  try {
    return livingIn(cloudFile).length;
  } catch {
    return 0;
  }
}
