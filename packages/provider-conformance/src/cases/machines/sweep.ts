import { check, checkData, checkEqual, checkSame, checkUnique, nth } from '../../bench/check.js';
import type { Bench } from '../../bench/bench.js';
import { defineCases } from '../../case.js';

const MANY = 1_050;
/** Calls that a sweep may make beside one for each page of machines: groups, companions, one page too many. */
const CALLS_BESIDE_PAGES = 10;

async function callsOfSweep(bench: Bench): Promise<number> {
  const before = bench.context.calls.length;
  await bench.sweep();
  return bench.context.calls.length - before;
}

/** Listing everything of ours. */
export const sweepCases = defineCases([
  {
    id: 'machines.sweep.empty',
    title: 'a sweep of an empty cloud is complete and empty',
    run: async (bench) => {
      const { end, machines, groups, companions } = await bench.sweep();
      checkEqual([end, machines, groups, companions], ['complete', [], [], []], 'a sweep of an empty cloud');
    },
  },
  {
    id: 'machines.sweep.one-end',
    title: 'a sweep ends with exactly one end event, its last',
    run: async (bench) => {
      await bench.launchSeen();
      checkEqual((await bench.sweep()).ends, { count: 1, last: true }, 'end events');
    },
  },
  {
    id: 'machines.sweep.all-machines',
    title: 'a sweep shows every machine of every open intent, once',
    run: async (bench) => {
      const made = [await bench.launchSeen({ units: 3 }), await bench.launchSeen({ units: 2 })];
      const ids = (await bench.sweep()).machines.map(({ machineId }) => machineId);
      checkUnique(ids, 'a sweep shows each machine once');
      checkSame(
        ids,
        made.flatMap(({ machineIds }) => machineIds),
        'machines of a sweep',
      );
    },
  },
  {
    id: 'machines.sweep.identity',
    title: 'each page names the identity that identify() names',
    run: async (bench) => {
      await bench.launchSeen();
      const { account, region } = await bench.provider.identify(bench.read());
      const { identities, pages } = await bench.sweep();
      check(pages > 0, 'a complete sweep has at least one page');
      for (const identity of identities) checkEqual([identity.account, identity.region], [account, region], 'identity of a page');
    },
  },
  {
    id: 'machines.sweep.time',
    title: "each page states the cloud's time, which does not run backwards",
    run: async (bench) => {
      const { times: first } = await bench.sweep();
      const { times: second } = await bench.sweep();
      const times = [...first, ...second];
      check(times.length > 0 && times.every((time) => Number.isFinite(time)), 'each page states a time');
      check(
        times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0)),
        `times do not run backwards: ${times.join(', ')}`,
      );
    },
  },
  {
    id: 'machines.sweep.covers-shards',
    title: 'a complete sweep covers the shard of every machine that it shows',
    run: async (bench) => {
      await bench.launchSeen({ units: 4 });
      const { machines, coveredShards } = await bench.sweep();
      for (const { machineId, shard } of machines) check(coveredShards.includes(shard), `shard ${shard} of ${machineId} is covered`);
    },
  },
  {
    id: 'machines.sweep.other-deployment',
    title: "a sweep of one deployment does not show another's machines; a sweep of all shows both",
    run: async (bench) => {
      const mine = await bench.launchSeen();
      const other = bench.write({}, { deploymentId: 'ee'.repeat(16) });
      await bench.launch({ write: other });
      await bench.passVisibility();
      checkSame(
        (await bench.sweep()).machines.map(({ machineId }) => machineId),
        mine.machineIds,
        'machines of our deployment',
      );
      const all = await bench.until('a sweep of all deployments shows both', async () => {
        const { machines } = await bench.sweep({ kind: 'all-deployments' });
        return machines.length >= 2 ? machines : undefined;
      });
      checkSame(
        [...new Set(all.map(({ header }) => header?.deploymentId ?? 'none'))],
        [mine.write.header.deploymentId, other.header.deploymentId],
        'deployments',
      );
    },
  },
  {
    id: 'machines.sweep.other-incarnation',
    title: 'a sweep shows machines of every incarnation of the deployment',
    run: async (bench) => {
      const write = bench.write({}, { incarnation: 'ff'.repeat(8) });
      await bench.launch({ write });
      checkEqual((await bench.liveOf(write)).length, 1, 'machines of another incarnation');
    },
  },
  {
    id: 'machines.sweep.foreign-machines',
    title: 'machines without our tags are in no sweep',
    provokes: ['foreignMachine'],
    run: async (bench) => {
      const mine = await bench.launchSeen();
      const foreign = await bench.provoke.foreignMachine();
      for (const scope of [undefined, { kind: 'all-deployments' } as const]) {
        const ids = (await bench.sweep(scope)).machines.map(({ machineId }) => machineId);
        check(!ids.includes(foreign), `the foreign machine ${foreign} is not shown`);
        check(
          mine.machineIds.every((id) => ids.includes(id)),
          'our own machine is shown beside a foreign one',
        );
      }
    },
  },
  {
    id: 'machines.sweep.stripped-tags',
    title: 'a machine that lost its tags is not shown with a header',
    provokes: ['stripTags'],
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen({ units: 2 });
      await bench.provoke.stripTags(nth(machineIds, 0));
      await bench.passVisibility();
      const shown = (await bench.sweep()).machines.find(({ machineId }) => machineId === machineIds[0]);
      check(shown?.header === undefined, 'a machine without tags has no header');
    },
  },
  {
    id: 'machines.sweep.copied-tags',
    title: 'a machine that somebody started with our tags is shown like our own: the engine decides whose it is',
    provokes: ['copyMachine'],
    run: async (bench) => {
      const { machineIds, write } = await bench.launchSeen();
      const copy = await bench.provoke.copyMachine(nth(machineIds, 0));
      await bench.passVisibility();
      const ids = (await bench.sweep()).machines
        .filter(({ header }) => header?.intentId === write.header.intentId)
        .map(({ machineId }) => machineId);
      checkSame(ids, [nth(machineIds, 0), copy], 'machines with the tags of the intent');
    },
  },
  {
    id: 'machines.sweep.many-machines',
    title: 'a sweep of more than 1,000 machines shows each once, in few calls',
    run: async (bench) => {
      const many = bench.subject.manyMachines ?? MANY;
      const perLaunch = Math.min(many, bench.capabilities.machines.maxUnitsPerLaunch);
      for (let left = many; left > 0; left -= perLaunch) await bench.launch({ units: Math.min(left, perLaunch) });
      await bench.until(`a sweep shows ${many} machines`, async () => ((await bench.sweep()).machines.length === many ? true : undefined));
      const before = bench.context.calls.length;
      const { machines, end } = await bench.sweep();
      checkUnique(
        machines.map(({ machineId }) => machineId),
        'a sweep shows each machine once',
      );
      checkEqual([machines.length, end], [many, 'complete'], 'machines and end of a long sweep');
      const calls = bench.context.calls.length - before;
      check(calls <= Math.ceil(many / 100) + CALLS_BESIDE_PAGES, `a sweep of ${many} machines takes few calls: it took ${calls}`);
    },
  },
  {
    id: 'machines.sweep.calls-by-machines-alone',
    title: 'a sweep takes the same calls whatever the number of open intents',
    run: async (bench) => {
      await bench.launchSeen({ units: 8 });
      const few = await callsOfSweep(bench);
      for (let intents = 0; intents < 8; intents += 1) await bench.launch();
      await bench.passVisibility();
      checkEqual(await callsOfSweep(bench), few, 'calls of a sweep over nine intents');
    },
  },
  {
    id: 'machines.sweep.ended-machines',
    title: 'an ended machine is shown as terminated, or not at all',
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen({ units: 2 });
      await bench.terminate(machineIds);
      await bench.untilEnded(machineIds);
      await bench.passVisibility();
      const living = (await bench.sweep()).machines.filter(({ status }) => status.unified !== 'terminated');
      checkEqual(
        living.map(({ machineId }) => machineId),
        [],
        'machines that a sweep still shows as living',
      );
    },
  },
  {
    id: 'machines.sweep.reads-only',
    title: 'a sweep changes nothing',
    run: async (bench) => {
      await bench.launchSeen();
      const before = bench.context.writes.length;
      await bench.sweep();
      checkEqual(bench.context.writes.length, before, 'writes of a sweep');
    },
  },
  {
    id: 'machines.sweep.plain-data',
    title: 'what a sweep shows is plain data',
    run: async (bench) => {
      await bench.launchSeen({ units: 2 });
      const { machines, groups, companions, identities } = await bench.sweep();
      checkData([machines, groups, companions, identities], 'what a sweep shows');
    },
  },
  {
    id: 'machines.sweep.companions',
    title: 'what comes with a machine and costs money is shown, with its header and its machine',
    templates: ['withCompanion'],
    run: async (bench) => {
      const { machineIds, write } = await bench.launchSeen({ template: 'withCompanion' });
      const { companions } = await bench.sweep();
      const mine = companions.filter(({ header }) => header?.intentId === write.header.intentId);
      check(
        mine.some(({ machineId }) => machineId === machineIds[0]),
        'a companion names the machine that uses it',
      );
      const kinds = bench.capabilities.machines.kinds.map(({ kind }) => kind);
      check(
        mine.every(({ kind }) => kinds.includes(kind)),
        'its kind is one of capabilities.machines.kinds',
      );
    },
  },
]);
