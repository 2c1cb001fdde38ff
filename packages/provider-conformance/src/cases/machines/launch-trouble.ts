import type { ProviderErrorClass } from '@hostwright/core/provider';
import { attempted, check, checkEqual, checkRefusal, checkRefused } from '../../bench/check.js';
import { carriesHeader, type Bench } from '../../bench/bench.js';
import { defineCases } from '../../case.js';

/** The cloud gives nothing: either the launch is refused with the class, or its whole size is missing for that reason. */
async function givesNothing(bench: Bench, errorClass: ProviderErrorClass & ('Capacity' | 'Quota'), units: number): Promise<void> {
  const write = bench.write();
  const prepared = await bench.prepare({ write, units });
  await bench.provoke[errorClass === 'Capacity' ? 'noCapacity' : 'quotaExceeded']();
  const outcome = await attempted(bench.launchPrepared(prepared, write));
  if ('error' in outcome) checkRefusal(outcome.error, [errorClass], `a launch that finds no ${errorClass}`);
  else {
    const shortfall = outcome.answer.results.flatMap((result) => result.shortfall);
    checkEqual(
      shortfall.reduce((sum, entry) => sum + entry.units, 0),
      units,
      'missing units',
    );
    check(
      shortfall.every(({ reason }) => reason === errorClass),
      `every shortfall's reason is ${errorClass}`,
    );
  }
  checkEqual(await bench.liveOf(write), [], 'machines after a launch that got nothing');
}

/** The call is refused without effect, and the same launch goes well afterwards. */
async function refusedThenDone(bench: Bench, errorClass: ProviderErrorClass, provoke: () => Promise<unknown>): Promise<void> {
  const write = bench.write();
  const prepared = await bench.prepare({ write, units: 2 });
  const before = bench.context.creates.length;
  await provoke();
  await checkRefused(bench.launchPrepared(prepared, write), [errorClass], `a launch that meets ${errorClass}`);
  checkEqual(bench.context.creates.length - before, 1, 'creating calls of a refused launch: writes are repeated by the engine alone');
  checkEqual(await bench.liveOf(write), [], `machines after ${errorClass}`);
  await bench.launchPrepared(prepared, write);
  checkEqual((await bench.liveOf(write)).length, 2, 'machines of the repeat');
}

/** Launches that do not go well. */
export const launchTroubleCases = defineCases([
  {
    id: 'machines.launch.no-capacity',
    title: 'no room at all is Capacity: refused, or all units missing for that reason',
    provokes: ['noCapacity'],
    run: (bench) => givesNothing(bench, 'Capacity', 3),
  },
  {
    id: 'machines.launch.quota',
    title: 'an exceeded quota is Quota, never Capacity: refused, or all units missing for that reason',
    provokes: ['quotaExceeded'],
    run: (bench) => givesNothing(bench, 'Quota', 3),
  },
  {
    id: 'machines.launch.partial-capacity',
    title: 'less than asked is a value: what was given, and a typed shortfall for the rest',
    provokes: ['partialCapacity'],
    run: async (bench) => {
      const write = bench.write();
      const prepared = await bench.prepare({ write, units: 5 });
      await bench.provoke.partialCapacity(2);
      const { results } = await bench.launchPrepared(prepared, write);
      const shortfall = results.flatMap((result) => result.shortfall);
      checkEqual(
        shortfall.reduce((sum, entry) => sum + entry.units, 0),
        3,
        'missing units of 5 with room for 2',
      );
      for (const entry of shortfall) {
        check(
          ['Capacity', 'Quota', 'Throttled', 'Unsupported', 'InvalidTemplate'].includes(entry.reason),
          `${entry.reason} is a reason of a shortfall`,
        );
        check(entry.message !== '', 'a shortfall has a message');
      }
      checkEqual((await bench.liveOf(write)).length, 2, 'machines that were given');
    },
  },
  {
    id: 'machines.launch.partial-repeat',
    title: 'repeating a launch that was given less makes no further machines',
    provokes: ['partialCapacity'],
    run: async (bench) => {
      const write = bench.write();
      const prepared = await bench.prepare({ write, units: 5 });
      await bench.provoke.partialCapacity(2);
      await bench.launchPrepared(prepared, write);
      await bench.launchPrepared(prepared, write, bench.another());
      checkEqual((await bench.liveOf(write)).length, 2, 'machines of one token');
    },
  },
  {
    id: 'machines.launch.over-delivery',
    title: 'machines beyond what was asked are answered or swept with the header, so that they can be returned',
    provokes: ['overDeliver'],
    run: async (bench) => {
      const write = bench.write();
      const prepared = await bench.prepare({ write, units: 2 });
      await bench.provoke.overDeliver(1);
      await bench.launchPrepared(prepared, write);
      await bench.passVisibility();
      const mine = (await bench.sweep()).machines.filter(({ tags }) => carriesHeader(tags, write.header));
      checkEqual(mine.length, 3, 'machines with the header');
    },
  },
  {
    id: 'machines.launch.throttled',
    title: 'a throttled launch is Throttled after one call, without effect',
    provokes: ['throttle'],
    run: (bench) => refusedThenDone(bench, 'Throttled', () => bench.provoke.throttle('launch')),
  },
  {
    id: 'machines.launch.unavailable',
    title: 'a launch that is refused before it has any effect is Unavailable',
    provokes: ['unavailable'],
    run: (bench) => refusedThenDone(bench, 'Unavailable', () => bench.provoke.unavailable('launch')),
  },
  {
    id: 'machines.launch.expired-credentials',
    title: 'expired credentials are Credentials, and the same object works again when they are renewed',
    provokes: ['expireCredentials'],
    run: async (bench) => {
      const write = bench.write();
      const prepared = await bench.prepare({ write });
      const renew = await bench.provoke.expireCredentials();
      await checkRefused(bench.launchPrepared(prepared, write), ['Credentials'], 'a launch with expired credentials');
      await renew();
      await bench.launchPrepared(prepared, write);
      checkEqual((await bench.liveOf(write)).length, 1, 'machines after the renewal');
    },
  },
  {
    id: 'machines.launch.permission-denied',
    title: 'a missing permission is PermissionDenied, without effect',
    provokes: ['denyPermission'],
    run: async (bench) => {
      const write = bench.write();
      const prepared = await bench.prepare({ write });
      const allow = await bench.provoke.denyPermission('launch');
      await checkRefused(bench.launchPrepared(prepared, write), ['PermissionDenied'], 'a launch without permission');
      await allow();
      checkEqual(await bench.liveOf(write), [], 'machines after a denial');
    },
  },
  {
    id: 'machines.launch.visible-in-time',
    title: 'machines are in every listing and inspection once the visibility horizon has passed',
    provokes: ['hideNewMachines'],
    run: async (bench) => {
      const [facts] = bench.capabilities.machines.kinds;
      const horizonMs = facts?.visibilityHorizonMs ?? 0;
      if (horizonMs > 0) await bench.provoke.hideNewMachines(horizonMs);
      const made = await bench.launch({ units: 2 });
      await bench.pass(horizonMs + 1);
      checkEqual(
        (await bench.sweep()).machines.filter(({ header }) => header?.intentId === made.write.header.intentId).length,
        2,
        'machines in a sweep',
      );
      if (made.machineIds.length > 0)
        checkEqual((await bench.inspect(made.machineIds)).notFound, [], 'machines that an inspection does not find');
    },
  },
]);
