import { isCommit, isLaunchCall, onceRunning, someTime, stopAnyEngine, type Row } from './scene.js';
import { REPLAY_HORIZON_MS } from '../world/timing.js';

const LAUNCH_CALLS = ['RunInstances', 'CreateGroup'] as const;

/** Rows in which calls, their answers, or their timing go wrong. */
export const CALLS = {
  'row-06': {
    title: 'timeout but created; answers lost again and again',
    injects: 'the answers of one to four launches are lost, or hang for longer than anybody waits',
    act: ({ choices, cloudFault }) => {
      const times = choices.between(1, 4);
      for (const on of LAUNCH_CALLS) {
        if (choices.chance(0.7)) cloudFault({ kind: 'lose-reply', on, when: { nth: choices.between(1, 2), times } });
        else cloudFault({ kind: 'hang', on, side: 'after', durationMs: 13_000, when: { times } });
      }
    },
  },
  'row-10': {
    title: 'throttling',
    injects: 'the cloud throttles any calls for a while, sometimes saying for how long',
    act: ({ choices, cloudFault }) => {
      const retry = choices.chance(0.5) ? { retryAfterMs: choices.between(130, 1_300) } : {};
      const when = { afterMs: choices.between(0, 2_600), forMs: choices.between(700, 2_600), probability: 0.7 };
      cloudFault({ kind: 'error', on: '*', code: 'RequestLimitExceeded', ...retry, when });
      cloudFault({ kind: 'error', on: 'RunInstances', code: 'RequestLimitExceeded', ...retry, when: { times: choices.between(1, 3) } });
    },
  },
  'row-11': {
    title: 'insufficient capacity',
    injects: 'a machine type, a zone, or everything has no room for a while',
    act: ({ choices, cloudFault }) => {
      const where =
        choices.pick([{}, { machineType: 'mock.small' }, { zone: 'mock-1a' }, { machineType: 'mock.small', zone: 'mock-1a' }]) ?? {};
      cloudFault({ kind: 'no-capacity', ...where, when: { forMs: choices.between(2_600, 8_000) } });
    },
  },
  'row-12': {
    title: 'partial fulfilment',
    injects: 'launches give one machine, or none, of those asked for',
    act: ({ choices, cloudFault }) =>
      void cloudFault({ kind: 'partial', give: choices.between(0, 1), when: { times: choices.between(1, 3) } }),
  },
  'row-13': {
    title: 'over-delivery',
    injects: 'a launch gives more machines than asked',
    act: ({ world, choices, cloudFault }) => {
      world.overDelivers = true;
      cloudFault({ kind: 'over-deliver', extra: choices.between(1, 2), when: { times: choices.between(1, 2) } });
    },
  },
  'row-27': {
    title: 'the cloud hangs',
    injects: 'calls of any kind hang before they arrive, or after they took effect',
    act: ({ choices, cloudFault }) => {
      const on = choices.pick(['*', 'ListResources', 'TerminateInstances', 'RunInstances'] as const) ?? '*';
      const side = choices.pick(['before', 'after'] as const) ?? 'before';
      const longestMs = on === 'RunInstances' || on === 'TerminateInstances' ? 8_000 : 3_300;
      cloudFault({
        kind: 'hang',
        on,
        side,
        durationMs: choices.between(700, longestMs),
        when: { nth: choices.between(1, 4), times: choices.between(1, 2) },
      });
      cloudFault({ kind: 'hang', on: 'ListResources', side: 'after', durationMs: 2_000, when: { nth: choices.between(2, 4) } });
    },
  },
  'row-30': {
    title: 'a process is paused between its last check and the socket write, and another takes over',
    injects: 'an engine is paused right before a launch goes out, or between that and its attempt, for longer than its lease',
    act: (scene) => {
      const early = scene.choices.chance(0.3);
      stopAnyEngine(
        scene,
        (point) => (early ? isCommit(point, 'after-commit', 'attempt:sending') : isLaunchCall(point, 'before-call')),
        scene.choices.between(3_800, 6_000),
      );
    },
  },
  'row-31': {
    title: 'a call is delivered late, after its sender gave up',
    injects: 'the network delivers launches some seconds after it broke the connection',
    act: ({ choices, cloudFault }) => {
      for (const on of LAUNCH_CALLS)
        cloudFault({
          kind: 'late',
          on,
          delayMs: choices.between(700, 6_000),
          when: { nth: choices.between(1, 2), times: choices.between(1, 2) },
        });
      if (choices.chance(0.5)) cloudFault({ kind: 'late', on: 'TerminateInstances', delayMs: choices.between(700, 6_000) });
    },
  },
  'row-32': {
    title: 'a retry is refused because of the first, unanswered attempt',
    injects: 'the answer of a launch is lost, and what comes next is refused for quota or as a mismatch',
    act: ({ choices, cloudFault }) => {
      const code =
        choices.pick(['InstanceLimitExceeded', 'VcpuLimitExceeded', 'IncorrectState', 'IdempotentParameterMismatch'] as const) ??
        'InstanceLimitExceeded';
      const lost = choices.chance(0.6);
      cloudFault(
        lost ? { kind: 'lose-reply', on: 'RunInstances' } : { kind: 'late', on: 'RunInstances', delayMs: choices.between(2_000, 5_300) },
      );
      cloudFault({ kind: 'error', on: 'RunInstances', code, when: { nth: 2, times: choices.between(1, 3) } });
    },
  },
  'row-38': {
    title: 'the token expired; the engine was down for long',
    injects: 'answers are lost, and all engines stay down until the replay horizon is over',
    act: (scene) => {
      const { world, fire } = scene;
      for (const on of LAUNCH_CALLS) scene.cloudFault({ kind: scene.choices.chance(0.5) ? 'lose-reply' : 'reset', on, when: { times: 2 } });
      scene.at(someTime(scene, 0.4), () => {
        fire();
        for (const running of world.engines) world.kill(running);
        // Past the end of all other faults: nobody is there to bring the engines back before.
        world.sleepUntilMs = world.time.elapsedMs + REPLAY_HORIZON_MS + 700;
      });
    },
  },
  'row-39': {
    title: 'the specification drifts between attempts',
    injects: 'an attempt is lost, and new images are published before the next',
    act: (scene) => {
      const { world, fire, choices } = scene;
      for (const on of LAUNCH_CALLS)
        scene.cloudFault({ kind: choices.chance(0.5) ? 'reset' : 'lose-reply', on, when: { times: choices.between(1, 3) } });
      const publish = (): void => {
        fire();
        world.cloud.publishImage('mock-linux');
        scene.at(choices.between(330, 1_000), publish);
      };
      scene.at(someTime(scene, 0.3), publish);
    },
  },
  'row-17': {
    title: 'one poisonous id in bulk calls',
    injects:
      'every call that names one running machine is refused as a whole for a while, sometimes without naming it; it is returned with others',
    act: (scene) => {
      const { choices, caller } = scene;
      scene.at(100, () => caller.ask('plain', 2));
      onceRunning(scene, (machineIds) => {
        const machineId = choices.pick(machineIds);
        if (machineId === undefined) return;
        scene.cloudFault({ kind: 'poison', machineId, silent: choices.chance(0.5), when: { forMs: choices.between(3_300, 6_600) } });
        caller.giveBack(machineIds.map((id) => ({ machineId: id })));
      });
    },
  },
} as const satisfies Record<string, Row>;
