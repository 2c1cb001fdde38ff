import {
  isHostFactoryError,
  isProviderError,
  isStoreError,
  type Commands,
  type OrphanSelection,
  type Queries,
  type RebuildInput,
} from '@hostwright/core';
import type { HostFactoryCaller } from '../callers/host-factory.js';
import type { Choices } from '../world/random.js';
import type { World } from '../world/world.js';

/** Something that a person, or a script that is wrong, does once. It may fail, and is not tried again. */
type Act = (world: World, caller: HostFactoryCaller, choices: Choices) => void;

function once(
  world: World,
  kind: string,
  work: (front: { readonly commands: Commands; readonly queries: Queries }) => Promise<unknown>,
): void {
  void world
    .front(world.spawn(kind))
    .then(work)
    .catch((error: unknown) => {
      if (!isHostFactoryError(error) && !isProviderError(error) && !isStoreError(error)) throw error;
    });
}

/** An operator asks for everything there is to see, and tells the engine to hurry. */
export const looksAround: Act = (world, _caller, choices) =>
  once(world, 'operator', async ({ commands, queries }) => {
    await queries.templates();
    const requests = await queries.requests({});
    await queries.adoptions({ requestIds: requests.map(({ requestId }) => requestId) });
    await queries.isWorkLeft();
    await queries.machines({ live: true });
    await queries.connections();
    await queries.deployment();
    await queries.reclaimable({});
    await queries.events({ after: 0, limit: 10 });
    await commands.wake(choices.chance(0.5) ? {} : { connection: 'mock-1' });
    await commands.releaseVanished({ connection: 'nowhere' });
  });

/** An agent is asked how it stands, and told that something is new. */
export const asksEngines: Act = (world) => {
  for (const { engine } of world.engines) {
    engine.wake();
    void engine.idle();
    engine.progress();
    engine.firstLook();
  }
};

/** An operator tries what a rebuild would do, or tries one beside engines that are at work, and names connections that do not exist. */
export const triesRebuild: Act = (world, _caller, choices) => {
  const input: RebuildInput = choices.pick<RebuildInput>([
    {},
    { dryRun: true },
    { dryRun: true, without: ['mock-1'] },
    { dryRun: true, without: ['nowhere'] },
    { dryRun: true, lostIncarnation: 'lost-000000001' },
  ]) ?? { dryRun: true };
  void world.rebuild(input).catch((error: unknown) => {
    if (!isHostFactoryError(error) && !isProviderError(error) && !isStoreError(error)) throw error;
  });
};

/** An operator decides about the orphans there are, and about some ids that are none. */
export const decidesOnOrphans: Act = (world, caller, choices) => {
  const { ledger } = world.checker;
  const orphans = [...ledger.machines.values()].filter((machine) => machine.orphan).map((machine) => machine.machineId);
  const others = [...choices.sample([...ledger.machines.keys()], 2), ...caller.holds, 'i-nobody'].slice(0, 4);
  const selection: OrphanSelection = choices.pick([
    { machineIds: 'all' },
    { machineIds: 'all', dryRun: true },
    { machineIds: [...orphans, ...others] },
    { machineIds: [...orphans, ...others], connection: 'mock-1', dryRun: true },
    { machineIds: 'all', connection: 'mock-1' },
  ]) ?? { machineIds: 'all' };
  // What they come to say "all" of may be more than what was known when they began to.
  if (selection.dryRun !== true) world.note({ kind: 'ordered', atMs: world.time.nowMs, machineIds: orphans });
  const adopts = choices.chance(0.5);
  once(world, 'operator', ({ commands }) => (adopts ? commands.adoptOrphans(selection) : commands.terminateOrphans(selection)));
};

/** Somebody calls with what no caller may say. */
export const callsWrongly: Act = (world, caller, choices) => {
  const known = choices.pick(caller.requests)?.requestId ?? 'req-nobody';
  const given = choices.pick(caller.requests.filter(({ kind }) => kind === 'return'))?.requestId ?? 'req-nobody';
  // Of all that is wrong here, this alone may be right.
  world.note({ kind: 'asked', what: 'cancel', atMs: world.time.nowMs, requestId: known });
  const usedCallId = choices.pick([...world.checker.ledger.requests.values()])?.callId ?? 'call-0';
  const wrong: readonly ((commands: Commands) => Promise<unknown>)[] = [
    (commands) => commands.requestMachines({ callId: '', templateId: 'plain', units: 1 }),
    (commands) => commands.requestMachines({ callId: caller.mint(), templateId: 'no-such-template', units: 1 }),
    (commands) => commands.requestMachines({ callId: caller.mint(), templateId: 'plain', units: choices.pick([0, 1.5, 1e9]) ?? 0 }),
    (commands) =>
      commands.requestMachines({ callId: caller.mint(), templateId: 'plain', units: 1, environment: [{ key: 'no name', value: '' }] }),
    (commands) => commands.returnMachines({ callId: usedCallId, machines: [] }),
    (commands) => commands.cancelRequest({ requestId: known }),
    (commands) => commands.cancelRequest({ requestId: given }),
    (commands) => commands.markPolled({ requestIds: ['req-nobody', known] }),
  ];
  for (const call of choices.sample(wrong, 3)) once(world, 'stranger', ({ commands }) => call(commands));
};

/** Host Factory gives back what it names badly: nobody, by a name alone, under a wrong name, what is gone, or what it never had. */
export const givesBackOddly: Act = (world, caller, choices) => {
  const stored = choices.pick([...world.checker.ledger.machines.values()]);
  const live = choices.pick(world.watch.live());
  const odd = [
    {},
    { name: '' },
    { name: 'nobody' },
    { machineId: 'i-nobody' },
    ...(stored === undefined ? [] : [{ machineId: stored.machineId, name: 'another' }]),
    ...(live === undefined ? [] : [{ name: live.name }, { machineId: live.id, name: live.name }]),
  ];
  caller.giveBack(choices.sample(odd, 3));
};
