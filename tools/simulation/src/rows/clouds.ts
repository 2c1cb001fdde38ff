import { onceRunning, someTime, type Row, type Scene } from './scene.js';
import { VISIBILITY_HORIZON_MS } from '../world/timing.js';

/** Rows in which the cloud, or somebody in its console, is the fault. */
export const CLOUDS = {
  'row-14': {
    title: 'spot interruption',
    injects: 'a running machine is announced to be taken back, and is',
    act: (scene) => {
      const { world, choices, caller, fire } = scene;
      onceRunning(scene, (machineIds) => {
        const victim = choices.pick(machineIds);
        if (victim === undefined) return;
        fire();
        world.cloud.reclaim(victim, {
          graceMs: choices.between(700, 4_000),
          reason: choices.pick(['spot', 'maintenance', 'eviction'] as const) ?? 'spot',
        });
        for (const afterMs of [2_000, 5_300]) scene.at(afterMs, () => caller.askForReturns());
      });
    },
  },
  'row-15': {
    title: 'not found right after creation; stale listings',
    injects: 'new machines are in no answer, and listings show the past, for less than the visibility horizon',
    act: ({ choices, cloudFault }) => {
      cloudFault({
        kind: 'hide-new',
        durationMs: choices.between(300, VISIBILITY_HORIZON_MS - 300),
        when: { times: choices.between(1, 3) },
      });
      cloudFault({
        kind: 'stale-listing',
        ageMs: choices.between(300, VISIBILITY_HORIZON_MS - 300),
        when: { afterMs: choices.between(0, 3_300), forMs: choices.between(1_300, 4_000) },
      });
      if (choices.chance(0.5)) cloudFault({ kind: 'late-name', delayMs: choices.between(300, 4_000) });
    },
  },
  'row-16': {
    title: 'listings fail, are partial, or are empty by error',
    injects: 'listings are refused, leave a zone out, break off, or show nothing and call that complete',
    act: ({ choices, cloudFault }) => {
      const when = { afterMs: choices.between(0, 4_000), forMs: choices.between(1_300, 4_000) };
      const fault = choices.pick([
        { kind: 'refuse', on: 'ListResources', when } as const,
        { kind: 'error', on: 'ListResources', code: 'InternalError', when } as const,
        { kind: 'reset', on: 'DescribeInstances', when } as const,
        { kind: 'partial-listing', zones: ['mock-1a'], when },
        { kind: 'empty-listing', when } as const,
      ] as const);
      if (fault !== undefined) cloudFault(fault.kind === 'partial-listing' ? { ...fault, zones: [...fault.zones] } : fault);
      cloudFault({
        kind: 'partial-listing',
        zones: [choices.pick(['mock-1a', 'mock-1b']) ?? 'mock-1a'],
        when: { nth: choices.between(2, 4), times: 2 },
      });
    },
  },
  'row-22': {
    title: 'a template that cannot be launched',
    injects: 'machines of a template are asked for whose image does not exist',
    act: (scene) => {
      scene.at(someTime(scene), () => {
        scene.fire();
        scene.caller.ask('poisoned', scene.choices.between(1, 2));
      });
    },
  },
  'row-23': {
    title: 'credentials expire or are revoked in mid-flight',
    injects: 'every call of the account is refused for a while',
    act: (scene) => {
      const { world, choices, fire } = scene;
      scene.at(someTime(scene), () => {
        fire();
        world.cloud.setCredentials('mock-account', choices.pick(['expired', 'revoked'] as const));
        scene.at(choices.between(1_000, 3_300), () => world.cloud.setCredentials('mock-account', undefined));
      });
    },
  },
  'row-28': {
    title: 'an operator ends machines in the console',
    injects: 'running machines are ended, stopped, or vanish without a trace; sometimes a dozen at once',
    act: (scene) => {
      const { world, choices, caller, fire } = scene;
      if (choices.chance(0.12)) return vanishTogether(scene, fire);
      scene.at(200, () => caller.ask('plain', 1));
      onceRunning(scene, (machineIds) => {
        for (const id of choices.sample(machineIds, choices.between(1, 2))) {
          fire();
          const how = choices.pick(['kill', 'vanish', 'stop'] as const);
          if (how === 'kill') world.cloud.kill(id, 'Server.Console');
          else if (how === 'vanish') world.cloud.vanish(id);
          else world.cloud.stop(id);
        }
        if (choices.chance(0.3)) scene.at(choices.between(1_600, 4_000), () => caller.askForReturns());
      });
    },
  },
  'row-34': {
    title: 'somebody else’s machines bear our tags',
    injects: 'machines are copied with all their tags, at launch or while they run',
    act: (scene) => {
      const { world, choices, fire } = scene;
      if (choices.chance(0.5)) scene.cloudFault({ kind: 'copy-machines', count: choices.between(1, 2) });
      onceRunning(scene, (machineIds) => {
        const id = choices.pick(machineIds);
        if (id === undefined) return;
        fire();
        disguise(scene, world.cloud.copyMachine(id));
      });
    },
  },
  'row-35': {
    title: 'another account answers; tags are stripped',
    injects: 'listings are read under another account for a while; a running machine loses its tags, or the one that names its launch',
    act: (scene) => {
      const { world, choices, cloudFault } = scene;
      const forMs = choices.between(1_300, 2_600);
      const answerAsStranger = (): void => {
        if (world.storeReplaced) return;
        // Who is read first is taken for the account's owner: nobody can be a stranger before.
        const identified = world.checker.ledger.connections.get('mock-1')?.identified === true;
        if (!identified) return scene.at(300, answerAsStranger);
        world.strangerUntilMs = world.time.elapsedMs + forMs;
        cloudFault({ kind: 'identity', on: 'ListResources', account: 'stranger', when: { forMs } });
        if (choices.chance(0.4)) cloudFault({ kind: 'identity', on: 'DescribeInstances', account: 'stranger', when: { forMs } });
      };
      scene.at(choices.between(1_300, 4_600), answerAsStranger);
      onceRunning(scene, (machineIds) => {
        const id = choices.pick(machineIds);
        if (id === undefined) return;
        const lost = choices.pick(['all', 'one', 'none', 'none'] as const);
        if (lost === 'all') world.cloud.stripTags(id);
        else if (lost === 'one') world.cloud.setTag(id, 'hostwright-intent', undefined);
      });
    },
  },
  'row-36': {
    title: 'a group refills behind our back',
    injects: 'machines of a refilling group are ended in the console',
    act: (scene) => {
      const { world, choices, caller, fire } = scene;
      scene.at(someTime(scene, 0.2), () => caller.ask('refilling', choices.between(1, 3)));
      const look = (): void => {
        const running = world.watch
          .live()
          .filter(({ state, groupId, tags }) => state === 'running' && groupId !== undefined && tags['hostwright-intent'] !== undefined);
        const victim = choices.pick(running);
        if (victim === undefined) return scene.at(500, look);
        fire();
        world.cloud.kill(victim.id, 'Server.Console');
        if (choices.chance(0.4)) scene.at(1_300, look);
      };
      scene.at(1_600, look);
    },
  },
  'row-37': {
    title: 'names are used again; returns by name alone',
    injects: 'new machines get the name and address of one that lives, and machines are returned by their names',
    act: (scene) => {
      const { world, choices, caller, cloudFault } = scene;
      cloudFault({ kind: 'reuse-names', when: { nth: 2, times: 3 } });
      scene.at(choices.between(2_000, 6_600), () => {
        const live = world.watch.live();
        const shared = live.filter(({ name }, index) => live.findIndex((other) => other.name === name) !== index);
        const named = choices.pick(shared.length > 0 ? shared : live.filter((machine) => caller.holds.has(machine.id)));
        if (named !== undefined) caller.giveBack([{ name: named.name }]);
      });
    },
  },
} as const satisfies Record<string, Row>;

/** Some bear a copy of our tags with other words in them. */
function disguise({ world, choices }: Scene, machineId: string): void {
  const as = choices.pick(['itself', 'itself', 'unknown', 'other'] as const);
  if (as === 'unknown') {
    world.cloud.setTag(machineId, 'hostwright-request', 'req-of-nobody');
    world.cloud.setTag(machineId, 'hostwright-intent', 'int-of-nobody');
  } else if (as === 'other') world.cloud.setTag(machineId, 'hostwright-deployment', 'e0'.repeat(16));
}

/** More machines than a verdict is believed for at once: an operator has to say that they are gone. */
function vanishTogether(scene: Scene, fire: () => void): void {
  const { world, caller } = scene;
  const MANY = 12;
  scene.at(100, () => caller.ask('plain', MANY));
  const look = (): void => {
    const running = world.watch.live().filter((machine) => machine.state === 'running' && world.checker.ledger.machines.has(machine.id));
    if (running.length < MANY) return scene.at(500, look);
    fire();
    for (const { id } of running) world.cloud.vanish(id);
  };
  scene.at(1_500, look);
}
