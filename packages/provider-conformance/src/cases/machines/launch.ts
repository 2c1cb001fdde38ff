import { check, checkData, checkEqual, checkSame, checkUnique } from '../../bench/check.js';
import { carriesHeader, type Bench, type MadeLaunch } from '../../bench/bench.js';
import { defineCases } from '../../case.js';

function unitsOf({ results }: MadeLaunch): { readonly given: number; readonly pending: number; readonly missing: number } {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  return {
    given: sum(results.flatMap(({ machines }) => machines.map(({ units }) => units))),
    pending: sum(results.map(({ pendingUnits }) => pendingUnits)),
    missing: sum(results.flatMap(({ shortfall }) => shortfall.map(({ units }) => units))),
  };
}

async function arithmetic(bench: Bench, units: number): Promise<void> {
  const { given, pending, missing } = unitsOf(await bench.launch({ units }));
  checkEqual(given + pending + missing, units, `given, pending and missing units of a launch of ${units}`);
}

/** One launch that goes well. */
export const launchCases = defineCases([
  {
    id: 'machines.launch.one',
    title: 'a launch of 1 unit gives one machine',
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen();
      checkEqual(machineIds.length, 1, 'machines of a launch of 1');
    },
  },
  {
    id: 'machines.launch.several',
    title: 'a launch of 5 units gives 5 machines with ids of their own',
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen({ units: 5 });
      checkEqual(machineIds.length, 5, 'machines of a launch of 5');
      checkUnique(machineIds, 'machine ids');
    },
  },
  {
    id: 'machines.launch.arithmetic',
    title: 'given, pending and missing units add up to what was asked',
    run: async (bench) => {
      for (const units of [1, 2, 7]) await arithmetic(bench, units);
    },
  },
  {
    id: 'machines.launch.exactly-one-create',
    title: 'each part of a launch makes exactly one creating call',
    run: async (bench) => {
      const write = bench.write();
      const prepared = await bench.prepare({ write, units: 3 });
      const before = bench.context.creates.length;
      await bench.launchPrepared(prepared, write);
      checkEqual(bench.context.creates.length - before, prepared.parts, 'creating calls of the launch');
    },
  },
  {
    id: 'machines.launch.attempt-passed-on',
    title: 'the creating call goes out under the attempt it was given',
    run: async (bench) => {
      const write = bench.write();
      const prepared = await bench.prepare({ write });
      const before = bench.context.creates.length;
      await bench.launchPrepared(prepared, write);
      const attempts = bench.context.creates.slice(before).map(({ options }) => (options.effect === 'read' ? '' : options.attempt));
      check(
        attempts.length > 0 && attempts.every((attempt) => attempt === write.attempt),
        'every creating call names the attempt of the launch',
      );
    },
  },
  {
    id: 'machines.launch.header',
    title: 'each machine carries the header of its intent in its tags, and shows it',
    run: async (bench) => {
      const { write, machineIds } = await bench.launchSeen({ units: 2 });
      const { machines } = await bench.sweep();
      for (const machine of machines.filter(({ machineId }) => machineIds.includes(machineId))) {
        checkEqual(machine.header, write.header, `header of ${machine.machineId}`);
        check(carriesHeader(machine.tags, write.header), `the tags of ${machine.machineId} hold all keys of the header`);
      }
    },
  },
  {
    id: 'machines.launch.tags',
    title: "a template's own tags reach each machine unchanged",
    run: async (bench) => {
      const tags = [
        { key: 'cost-center', value: 'research-42' },
        { key: 'owner', value: 'grid' },
      ];
      const { machineIds } = await bench.launchSeen({ units: 2, tags });
      const { machines } = await bench.inspect(machineIds);
      for (const machine of machines) {
        for (const { key, value } of tags)
          checkEqual(machine.tags.find((tag) => tag.key === key)?.value, value, `tag ${key} of ${machine.machineId}`);
      }
    },
  },
  {
    id: 'machines.launch.longest-names',
    title: 'ids and tokens of 63 characters, and the largest sequence, are taken and come back unchanged',
    run: async (bench) => {
      const long = (letter: string): string => `${letter}${'-0z9'.repeat(15)}xx`;
      const write = bench.write(
        { token: `t${'-0a9'.repeat(15)}xx` },
        {
          requestId: long('r'),
          intentId: long('i'),
          deploymentId: long('d'),
          incarnation: long('n'),
          sequence: Number.MAX_SAFE_INTEGER,
          generation: 999_999,
        },
      );
      await bench.launch({ write });
      const found = await bench.until('a sweep shows the machine', async () => {
        const { machines } = await bench.sweep({ kind: 'deployment', deploymentId: write.header.deploymentId });
        return machines.length > 0 ? machines : undefined;
      });
      checkEqual(
        found.map(({ header }) => header),
        [write.header],
        'headers of the machine',
      );
    },
  },
  {
    id: 'machines.launch.shortest-names',
    title: 'ids and tokens of one character, digits and leading hyphens are taken and come back unchanged',
    run: async (bench) => {
      const write = bench.write({ token: '0' }, { requestId: '-', intentId: '7', deploymentId: 'd', incarnation: '-0' });
      await bench.launch({ write });
      const found = await bench.until('a sweep shows the machine', async () => {
        const { machines } = await bench.sweep({ kind: 'deployment', deploymentId: 'd' });
        return machines.length > 0 ? machines : undefined;
      });
      checkEqual(
        found.map(({ header }) => header),
        [write.header],
        'headers of the machine',
      );
    },
  },
  {
    id: 'machines.launch.machine-facts',
    title: 'each machine states kind, shard, type, weight and creation time as the contract defines them',
    run: async (bench) => {
      const startedAtMs = bench.now();
      const { machineIds } = await bench.launchSeen({ units: 2 });
      const { machines } = await bench.inspect(machineIds);
      const kinds = bench.capabilities.machines.kinds.map(({ kind }) => kind);
      for (const machine of machines) {
        check(kinds.includes(machine.kind), `kind ${machine.kind} of ${machine.machineId} is one of capabilities.machines.kinds`);
        check(machine.shard !== '' && machine.machineType !== '', `${machine.machineId} names its shard and its type`);
        check(Number.isInteger(machine.units) && machine.units >= 1, `${machine.machineId} counts for a whole number of units`);
        check(
          Number.isFinite(machine.createdAtMs) && Math.abs(machine.createdAtMs - startedAtMs) < 86_400_000,
          `${machine.machineId} was created about now, by the cloud's clock`,
        );
        check(machine.status.raw !== '', `${machine.machineId} keeps the cloud's own word for its state`);
      }
    },
  },
  {
    id: 'machines.launch.runs-with-name-and-address',
    title: 'a machine comes to run, with a name and an address',
    run: async (bench) => {
      const { machineIds } = await bench.launchRunning();
      await bench.until('the machine has a name and an address', async () => {
        const { machines } = await bench.inspect(machineIds);
        return machines.every(({ name, privateIp, publicIp }) => (name ?? '') !== '' && (privateIp ?? publicIp) !== undefined)
          ? true
          : undefined;
      });
    },
  },
  {
    id: 'machines.launch.from-document-alone',
    title: 'launch() needs nothing but the document, which may have been stored as JSON: another process makes the call',
    run: async (bench) => {
      const write = bench.write();
      const prepared = JSON.parse(JSON.stringify(await bench.prepare({ write, units: 2 }))) as Awaited<ReturnType<Bench['prepare']>>;
      await bench.launchPrepared(prepared, write, bench.another());
      checkEqual((await bench.liveOf(write)).length, 2, 'machines of a launch by another process');
    },
  },
  {
    id: 'machines.launch.unreadable-document',
    title: 'launch() refuses a document that it did not write, and starts nothing',
    run: async (bench) => {
      const write = bench.write();
      await bench.provider.machines
        .launch({ ...write, prepared: { version: 999_999, document: '{"not":"ours"}', parts: 1 }, part: 0 })
        .then(
          () => check(false, 'a document of an unknown version is refused'),
          () => undefined,
        );
      checkEqual(bench.context.creates.length, 0, 'creating calls for an unreadable document');
    },
  },
  {
    id: 'machines.launch.plain-data',
    title: 'what prepare() and launch() answer is plain data',
    run: async (bench) => {
      const { prepared, results } = await bench.launch({ units: 2 });
      checkData(prepared, 'the prepared launch');
      for (const result of results) checkData(result, 'the result of a launch');
    },
  },
  {
    id: 'machines.launch.offered-zone',
    title: 'a launch on an offer that names a zone starts its machines there',
    run: async (bench) => {
      let zone: string | undefined;
      const { machineIds } = await bench.launchSeen({
        units: 2,
        offer: (offers) => {
          const chosen = offers.find((offer) => offer.zone !== undefined) ?? offers[0];
          zone = chosen?.zone;
          return chosen;
        },
      });
      if (zone === undefined) return;
      const { machines } = await bench.inspect(machineIds);
      checkSame([...new Set(machines.map((machine) => machine.zone ?? ''))], [zone], 'zones of the machines');
    },
  },
  {
    id: 'machines.launch.spot-market',
    title: 'machines of a spot offer are spot machines',
    capabilities: ['spot'],
    templates: ['spot'],
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen({ template: 'spot', units: 2 });
      const { machines } = await bench.inspect(machineIds);
      check(machines.length === 2 && machines.every(({ market }) => market === 'spot'), 'both machines are on the spot market');
    },
  },
  {
    id: 'machines.launch.weighted',
    title: 'machines that weigh several units count for them; what is given exceeds what was asked by less than one machine',
    capabilities: ['weighted'],
    templates: ['weighted'],
    run: async (bench) => {
      const made = await bench.launch({ template: 'weighted', units: 5 });
      const weights = made.results.flatMap(({ machines }) => machines.map(({ units }) => units));
      const { given, pending, missing } = unitsOf(made);
      check(
        weights.some((units) => units > 1),
        'some machine weighs more than one unit',
      );
      check(
        given + pending + missing >= 5 && given < 5 + Math.max(...weights),
        `${given} given, ${pending} pending, ${missing} missing of 5`,
      );
    },
  },
  {
    id: 'machines.launch.different-tokens',
    title: 'two tokens make two sets, also from one document',
    run: async (bench) => {
      const [first, second] = [bench.write(), bench.write()];
      await bench.launchPrepared(await bench.prepare({ write: first }), first);
      await bench.launchPrepared(await bench.prepare({ write: second }), second);
      checkEqual([(await bench.liveOf(first)).length, (await bench.liveOf(second)).length], [1, 1], 'machines of either token');
    },
  },
  {
    id: 'machines.launch.abort-before',
    title: 'a launch that was aborted before sends nothing',
    run: async (bench) => {
      const write = bench.write();
      const prepared = await bench.prepare({ write });
      const before = bench.context.calls.length;
      await bench.launchPrepared(prepared, { ...write, signal: AbortSignal.abort() }).catch(() => undefined);
      checkEqual(bench.context.calls.length, before, 'calls after an abort');
      checkEqual(await bench.liveOf(write), [], 'machines after an abort');
    },
  },
]);
