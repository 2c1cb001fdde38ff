import { check, checkEqual, nth } from '../../bench/check.js';
import type { MachineState } from '@hostwright/core/provider';
import type { Bench } from '../../bench/bench.js';
import { defineCases } from '../../case.js';

const HOUR_MS = 3_600_000;

async function untilState(bench: Bench, machineIds: readonly string[], state: MachineState): Promise<void> {
  await bench.until(`${machineIds.join(', ')} ${state}`, async () => {
    const { machines } = await bench.inspect(machineIds);
    return machines.length === machineIds.length && machines.every(({ status }) => status.unified === state) ? true : undefined;
  });
}

/** What happens to machines while they live. */
export const lifeCases = defineCases([
  {
    id: 'machines.stop.and-start',
    title: 'a running machine stops and starts again',
    capabilities: ['stoppable'],
    run: async (bench) => {
      const { machineIds } = await bench.launchRunning();
      await bench.machines.stop({ ...bench.write(), machineIds, force: false });
      await untilState(bench, machineIds, 'stopped');
      await bench.machines.start({ ...bench.write(), machineIds });
      await untilState(bench, machineIds, 'running');
    },
  },
  {
    id: 'machines.stop.repeatable',
    title: 'stopping a stopped machine and starting a running one is no error',
    capabilities: ['stoppable'],
    run: async (bench) => {
      const { machineIds } = await bench.launchRunning();
      const started = await bench.machines.start({ ...bench.write(), machineIds });
      check(
        started.every(({ outcome }) => outcome !== 'failed'),
        'starting a running machine does not fail',
      );
      await bench.machines.stop({ ...bench.write(), machineIds, force: true });
      await untilState(bench, machineIds, 'stopped');
      const stopped = await bench.machines.stop({ ...bench.write(), machineIds, force: false });
      check(
        stopped.every(({ outcome }) => outcome !== 'failed'),
        'stopping a stopped machine does not fail',
      );
    },
  },
  {
    id: 'machines.restart.keeps-running',
    title: 'a machine that was rebooted is the same machine, and runs',
    capabilities: ['stoppable'],
    run: async (bench) => {
      const { machineIds, write } = await bench.launchRunning();
      const answers = await bench.machines.restart({ ...bench.write(), machineIds });
      check(
        answers.every(({ outcome }) => outcome !== 'failed'),
        'the reboot does not fail',
      );
      await untilState(bench, machineIds, 'running');
      checkEqual(await bench.liveOf(write), machineIds, 'machines after a reboot');
    },
  },
  {
    id: 'machines.stop.absent',
    title: 'start(), stop() and restart() answer each id, absent ones as not-found',
    capabilities: ['stoppable'],
    run: async (bench) => {
      const machineIds = [bench.subject.absentMachineId];
      const { machines } = bench;
      const answers = [
        await machines.start({ ...bench.write(), machineIds }),
        await machines.stop({ ...bench.write(), machineIds, force: false }),
        await machines.restart({ ...bench.write(), machineIds }),
      ];
      for (const answer of answers)
        checkEqual(
          answer.map(({ machineId, outcome }) => [machineId, outcome]),
          [[machineIds[0], 'not-found']],
          'answer about an absent machine',
        );
    },
  },
  {
    id: 'machines.life.stopped-is-alive',
    title: 'a stopped machine is still shown: it costs money',
    capabilities: ['stoppable'],
    run: async (bench) => {
      const { machineIds, write } = await bench.launchRunning();
      await bench.machines.stop({ ...bench.write(), machineIds, force: true });
      await untilState(bench, machineIds, 'stopped');
      checkEqual(await bench.liveOf(write), machineIds, 'machines that live');
    },
  },
  {
    id: 'machines.life.ends-by-itself',
    title: 'a machine that ended by itself is terminated with a reason, or absent; never running',
    provokes: ['endMachine'],
    run: async (bench) => {
      const { machineIds } = await bench.launchRunning();
      await bench.provoke.endMachine(nth(machineIds, 0));
      await bench.untilEnded(machineIds);
      const [machine] = (await bench.inspect(machineIds)).machines;
      check(machine === undefined || (machine.endReason ?? '') !== '', 'a machine that is still told of says why it ended');
    },
  },
  {
    id: 'machines.life.reclaim',
    title: 'the announcement that a machine is taken back is shown with its reason and its deadline, by a sweep and by inspect()',
    capabilities: ['reclaimNotice'],
    provokes: ['reclaim'],
    run: async (bench) => {
      const { machineIds } = await bench.launchRunning({ units: 2 });
      await bench.provoke.reclaim(nth(machineIds, 0), HOUR_MS);
      const notices = [(await bench.sweep()).machines, (await bench.inspect(machineIds)).machines].map((machines) => {
        check(machines.find(({ machineId }) => machineId === machineIds[1])?.reclaim === undefined, 'the other machine is not announced');
        return machines.find(({ machineId }) => machineId === machineIds[0])?.reclaim;
      });
      for (const notice of notices) {
        check(
          notice !== undefined && ['spot', 'maintenance', 'eviction'].includes(notice.reason),
          'the announcement is shown with its reason',
        );
        const left = notice.deadlineAtMs === undefined ? undefined : notice.deadlineAtMs - notice.noticedAtMs;
        check(left === undefined || (left > 0 && left <= HOUR_MS + 60_000), `its deadline lies at most the grace ahead: ${left} ms`);
      }
    },
  },
  {
    id: 'machines.life.clock-skew',
    title: "times of machines and pages follow the cloud's clock, not ours",
    provokes: ['skewClock'],
    run: async (bench) => {
      await bench.provoke.skewClock(HOUR_MS);
      const { machineIds } = await bench.launchSeen();
      const { machines, providerTimeMs } = await bench.inspect(machineIds);
      const ahead = providerTimeMs - bench.now();
      check(ahead > HOUR_MS / 2, `an inspection states the cloud's time: it is ${ahead} ms ahead of ours`);
      check((machines[0]?.createdAtMs ?? 0) - bench.now() > HOUR_MS / 2, 'a machine was created by the cloud’s clock');
    },
  },
  {
    id: 'machines.feed.hints',
    title: 'a feed emits a hint when something changes, and ends when it is aborted',
    capabilities: ['feed'],
    run: async (bench) => {
      const stop = new AbortController();
      const hints: (string | undefined)[] = [];
      const fed = bench.machines.feed({ signal: stop.signal, emit: ({ machineId }) => hints.push(machineId) });
      const ended = fed.then(
        () => true,
        () => true,
      );
      await bench.pass(1_000);
      const { machineIds } = await bench.launchSeen();
      await bench.until('a hint', async () => (hints.some((id) => id === undefined || machineIds.includes(id)) ? true : undefined));
      stop.abort();
      check(
        (await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve(false), 10_000))])) === true,
        'an aborted feed ends',
      );
    },
  },
  {
    id: 'machines.feed.reads-only',
    title: 'a feed changes nothing',
    capabilities: ['feed'],
    run: async (bench) => {
      const stop = new AbortController();
      const fed = bench.machines.feed({ signal: stop.signal, emit: () => undefined }).catch(() => undefined);
      await bench.pass(5_000);
      stop.abort();
      await fed;
      checkEqual(bench.context.writes.length, 0, 'writes of a feed');
    },
  },
]);
