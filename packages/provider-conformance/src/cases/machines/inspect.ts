import { check, checkData, checkEqual, checkRefused, checkSame, nth } from '../../bench/check.js';
import { defineCases } from '../../case.js';

/** Asking for single machines. */
export const inspectCases = defineCases([
  {
    id: 'machines.inspect.known',
    title: 'inspect() shows the machines it was asked for, and no others',
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen({ units: 3 });
      const { machines, notFound } = await bench.inspect(machineIds.slice(0, 2));
      checkSame(
        machines.map(({ machineId }) => machineId),
        machineIds.slice(0, 2),
        'machines of an inspection',
      );
      checkEqual(notFound, [], 'ids that were not found');
    },
  },
  {
    id: 'machines.inspect.absent',
    title: 'inspect() lists the id of a machine that does not exist as not found',
    run: async (bench) => {
      const { machines, notFound } = await bench.inspect([bench.subject.absentMachineId]);
      checkEqual([machines, notFound], [[], [bench.subject.absentMachineId]], 'an inspection of an absent machine');
    },
  },
  {
    id: 'machines.inspect.mixed',
    title: 'ids that the cloud rejects do not stop the others, and each id is in at most one list, once',
    run: async (bench) => {
      const { absentMachineId, malformedMachineId } = bench.subject;
      const { machineIds } = await bench.launchSeen({ units: 2 });
      const bad = [absentMachineId, ...(malformedMachineId === undefined ? [] : [malformedMachineId])];
      const { machines, notFound } = await bench.inspect([nth(machineIds, 0), ...bad, nth(machineIds, 1)]);
      checkSame(
        machines.map(({ machineId }) => machineId),
        machineIds,
        'machines beside bad ids',
      );
      checkSame(notFound, bad, 'ids that were not found');
    },
  },
  {
    id: 'machines.inspect.identity-and-time',
    title: "inspect() names its identity and the cloud's time",
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen();
      const { account, region } = await bench.provider.identify(bench.read());
      const { identity, providerTimeMs } = await bench.inspect(machineIds);
      checkEqual([identity.account, identity.region], [account, region], 'identity of an inspection');
      check(Number.isFinite(providerTimeMs), 'an inspection states a time');
    },
  },
  {
    id: 'machines.inspect.same-as-sweep',
    title: 'inspect() and a sweep tell the same of a machine',
    run: async (bench) => {
      const { machineIds } = await bench.launchRunning();
      const [inspected] = (await bench.inspect(machineIds)).machines;
      const swept = (await bench.sweep()).machines.find(({ machineId }) => machineId === machineIds[0]);
      const facts = (machine: typeof swept) => [
        machine?.header,
        machine?.kind,
        machine?.shard,
        machine?.machineType,
        machine?.market,
        machine?.units,
        machine?.createdAtMs,
        machine?.groupRef,
      ];
      checkEqual(facts(inspected), facts(swept), 'facts of one machine');
    },
  },
  {
    id: 'machines.inspect.foreign',
    title: 'inspect() shows a foreign machine without a header',
    provokes: ['foreignMachine'],
    run: async (bench) => {
      const foreign = await bench.provoke.foreignMachine();
      await bench.passVisibility();
      const { machines } = await bench.inspect([foreign]);
      checkEqual(
        machines.map(({ machineId, header }) => [machineId, header]),
        [[foreign, undefined]],
        'a foreign machine',
      );
    },
  },
  {
    id: 'machines.inspect.poison',
    title: 'an id that the cloud refuses to tell is in neither list, and the others are answered',
    provokes: ['poison'],
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen({ units: 3 });
      await bench.provoke.poison('inspect', nth(machineIds, 1));
      const { machines, notFound } = await bench.inspect(machineIds);
      checkSame(
        machines.map(({ machineId }) => machineId),
        [nth(machineIds, 0), nth(machineIds, 2)],
        'machines beside a poisoned one',
      );
      checkEqual(notFound, [], 'ids that were not found: unknown is not absent');
    },
  },
  {
    id: 'machines.inspect.unavailable',
    title: 'an inspection that the cloud does not answer is refused: nothing is taken for not found',
    provokes: ['unavailable'],
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen();
      await bench.provoke.unavailable('inspect');
      const answered = await bench.inspect(machineIds).catch(() => undefined);
      checkEqual(answered?.notFound ?? [], [], 'ids taken for not found without an answer');
    },
  },
  {
    id: 'machines.inspect.many',
    title: 'inspect() takes as many ids as its capabilities say, each answered once',
    run: async (bench) => {
      const most = Math.min(bench.capabilities.machines.maxIdsPerInspect, 200);
      const { machineIds } = await bench.launchSeen({ units: Math.min(most, bench.capabilities.machines.maxUnitsPerLaunch) });
      const { machines, notFound } = await bench.inspect(machineIds);
      checkSame(
        machines.map(({ machineId }) => machineId),
        machineIds,
        'machines of a large inspection',
      );
      checkEqual(notFound, [], 'ids that were not found');
    },
  },
  {
    id: 'machines.inspect.abort-before',
    title: 'inspect() sends nothing when it was aborted before',
    run: async (bench) => {
      const before = bench.context.calls.length;
      await bench.provider.machines
        .inspect({ signal: AbortSignal.abort(), machineIds: [bench.subject.absentMachineId] })
        .catch(() => undefined);
      checkEqual(bench.context.calls.length, before, 'calls after an abort');
    },
  },
  {
    id: 'machines.inspect.expired-credentials',
    title: 'an inspection with expired credentials is Credentials, never "not found"',
    provokes: ['expireCredentials'],
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen();
      const renew = await bench.provoke.expireCredentials();
      await checkRefused(bench.inspect(machineIds), ['Credentials'], 'an inspection with expired credentials');
      await renew();
    },
  },
  {
    id: 'machines.inspect.plain-data',
    title: 'what inspect() answers is plain data',
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen();
      checkData(await bench.inspect([...machineIds, bench.subject.absentMachineId]), 'an inspection');
    },
  },
]);
