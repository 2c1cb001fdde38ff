import { check, checkEqual, checkSame, nth } from '../../bench/check.js';
import type { Bench, MadeLaunch } from '../../bench/bench.js';
import { defineCases } from '../../case.js';

/** Longer than any cloud takes to notice that a group misses a machine. */
const REFILL_MS = 10 * 60_000;

async function groupOf(bench: Bench, { write }: MadeLaunch) {
  const group = (await bench.sweep()).groups.find(
    ({ header, state }) => header?.intentId === write.header.intentId && state.unified !== 'deleted',
  );
  check(group !== undefined, 'a sweep shows the group with the header of its intent');
  return group;
}

/** Machines behind groups. */
export const groupCases = defineCases([
  {
    id: 'machines.groups.shown',
    title: 'a group is shown with its header and kind, and its machines name it',
    capabilities: ['groups'],
    templates: ['group'],
    run: async (bench) => {
      const made = await bench.launchSeen({ template: 'group', units: 3 });
      const group = await groupOf(bench, made);
      check(
        bench.capabilities.machines.kinds.some(({ kind }) => kind === group.kind),
        `kind ${group.kind} is one of capabilities.machines.kinds`,
      );
      const { machines } = await bench.inspect(made.machineIds);
      check(
        machines.every(({ groupRef }) => groupRef === group.groupRef),
        'each machine names its group',
      );
    },
  },
  {
    id: 'machines.groups.same-token',
    title: 'the same token again makes no second group',
    capabilities: ['groups'],
    templates: ['group'],
    run: async (bench) => {
      const made = await bench.launchSeen({ template: 'group', units: 2 });
      await bench.launchPrepared(made.prepared, made.write, bench.another()).catch(() => undefined);
      await bench.passVisibility();
      const groups = (await bench.sweep()).groups.filter(({ header }) => header?.intentId === made.write.header.intentId);
      checkEqual([groups.length, (await bench.liveOf(made.write)).length], [1, 2], 'groups and machines of one token');
    },
  },
  {
    id: 'machines.groups.no-refill-after-return',
    title: 'a group does not replace machines that were returned',
    capabilities: ['groups'],
    templates: ['group'],
    run: async (bench) => {
      const { machineIds, write } = await bench.launchSeen({ template: 'group', units: 3 });
      await bench.terminate([nth(machineIds, 0)]);
      await bench.untilEnded([nth(machineIds, 0)]);
      await bench.pass(REFILL_MS);
      checkSame(await bench.liveOf(write), machineIds.slice(1), 'machines of the group after one was returned');
    },
  },
  {
    id: 'machines.groups.target-lowered',
    title: 'a group that refills aims at fewer machines once some were returned, and replaces none of them',
    capabilities: ['refills'],
    templates: ['refillingGroup'],
    run: async (bench) => {
      const { machineIds, write } = await bench.launchSeen({ template: 'refillingGroup', units: 3 });
      await bench.terminate(machineIds.slice(0, 2));
      await bench.untilEnded(machineIds.slice(0, 2));
      await bench.pass(REFILL_MS);
      checkSame(await bench.liveOf(write), machineIds.slice(2), 'machines of the refilling group after two were returned');
    },
  },
  {
    id: 'machines.groups.replacement-carries-header',
    title: 'what a group adds by itself carries the header, so that it is found and returned',
    capabilities: ['refills'],
    templates: ['refillingGroup'],
    provokes: ['endMachine'],
    run: async (bench) => {
      const { machineIds, write } = await bench.launchSeen({ template: 'refillingGroup', units: 2 });
      await bench.provoke.endMachine(nth(machineIds, 0));
      await bench.pass(REFILL_MS);
      const live = await bench.liveOf(write);
      check(live.includes(nth(machineIds, 1)), 'the other machine of the group lives on');
      checkEqual(live.length, 2, 'machines of a refilling group with the header, after one ended by itself');
    },
  },
  {
    id: 'machines.groups.clean-up',
    title: 'cleanUp() deletes a group whose machines ended; doing it again is no error',
    capabilities: ['groups'],
    templates: ['group'],
    run: async (bench) => {
      const made = await bench.launchSeen({ template: 'group', units: 2 });
      const group = await groupOf(bench, made);
      await bench.terminate(made.machineIds);
      await bench.untilEnded(made.machineIds);
      for (let times = 0; times < 2; times += 1) await bench.machines.cleanUp({ ...bench.write(), ref: group.groupRef, kind: group.kind });
      await bench.until('the group is gone', async () => {
        const { groups } = await bench.sweep();
        return groups.every(({ groupRef, state }) => groupRef !== group.groupRef || state.unified === 'deleted') ? true : undefined;
      });
    },
  },
  {
    id: 'machines.groups.companion-left-behind',
    title: 'a companion that outlives its machine is shown without one, and cleanUp() deletes it',
    capabilities: ['groups'],
    templates: ['withCompanion'],
    provokes: ['leaveCompanion'],
    run: async (bench) => {
      await bench.provoke.leaveCompanion();
      const { machineIds, write } = await bench.launchSeen({ template: 'withCompanion' });
      await bench.terminate(machineIds);
      await bench.untilEnded(machineIds);
      await bench.passVisibility();
      const left = (await bench.sweep()).companions.filter(({ header }) => header?.intentId === write.header.intentId);
      checkEqual(
        left.map(({ machineId }) => machineId),
        [undefined],
        'machines of the companion that was left behind',
      );
      for (const { companionId, kind } of left) await bench.machines.cleanUp({ ...bench.write(), ref: companionId, kind });
      await bench.passVisibility();
      checkEqual(
        (await bench.sweep()).companions.filter(({ header }) => header?.intentId === write.header.intentId),
        [],
        'companions after cleanUp()',
      );
    },
  },
]);
