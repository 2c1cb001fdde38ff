import type { ProviderErrorClass, Termination } from '@hostwright/core/provider';
import { attempted, check, checkEqual, checkRefusal, checkSame, nth, type Attempted } from '../../bench/check.js';
import type { Bench } from '../../bench/bench.js';
import { defineCases } from '../../case.js';

function outcomeOf(terminations: readonly Termination[], machineId: string): Termination['outcome'] | undefined {
  return terminations.find((entry) => entry.machineId === machineId)?.outcome;
}

/** An order that got no answer: refused with the class, or answered id by id as failed, to be asked again. */
function checkUnanswered(outcome: Attempted<readonly Termination[]>, errorClass: ProviderErrorClass, rule: string): void {
  if ('error' in outcome) checkRefusal(outcome.error, [errorClass], rule);
  else
    for (const entry of outcome.answer)
      check(entry.outcome === 'failed' && entry.retryable === true, `${rule}: each id failed and may be asked about again`);
}

/** Orders the end, and waits for it. */
async function ended(bench: Bench, machineIds: readonly string[]): Promise<void> {
  const terminations = await bench.terminate(machineIds);
  for (const machineId of machineIds) {
    const outcome = outcomeOf(terminations, machineId);
    check(outcome === 'accepted' || outcome === 'terminated', `the order to end ${machineId} is accepted: it is ${outcome}`);
  }
  await bench.untilEnded(machineIds);
}

/** Ending machines. */
export const terminateCases = defineCases([
  {
    id: 'machines.terminate.ends',
    title: 'machines that were ordered to end come to their end',
    run: async (bench) => {
      const { machineIds } = await bench.launchRunning({ units: 2 });
      await ended(bench, machineIds);
    },
  },
  {
    id: 'machines.terminate.only-those',
    title: 'no machine ends but those that were named',
    run: async (bench) => {
      const { machineIds, write } = await bench.launchSeen({ units: 3 });
      await ended(bench, [nth(machineIds, 1)]);
      checkSame(await bench.liveOf(write), [nth(machineIds, 0), nth(machineIds, 2)], 'machines that live on');
    },
  },
  {
    id: 'machines.terminate.pending',
    title: 'a machine that does not run yet can be ended',
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen();
      await ended(bench, machineIds);
    },
  },
  {
    id: 'machines.terminate.twice',
    title: 'ordering the end again is no error',
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen({ units: 2 });
      await bench.terminate(machineIds);
      const again = await bench.terminate(machineIds);
      for (const machineId of machineIds)
        check(outcomeOf(again, machineId) !== 'failed', `the second order about ${machineId} does not fail`);
      await bench.untilEnded(machineIds);
      const late = await bench.terminate(machineIds);
      for (const machineId of machineIds)
        check(
          ['terminated', 'not-found'].includes(outcomeOf(late, machineId) ?? ''),
          `an order about the ended ${machineId} is terminated or not-found: it is ${outcomeOf(late, machineId)}`,
        );
    },
  },
  {
    id: 'machines.terminate.at-once',
    title: 'two orders at once, from two processes, are no error',
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen({ units: 2 });
      const other = bench.another().provider;
      const [first, second] = await Promise.all([bench.terminate(machineIds), other.machines.terminate({ ...bench.write(), machineIds })]);
      for (const machineId of machineIds)
        check(
          outcomeOf(first, machineId) !== 'failed' && outcomeOf(second, machineId) !== 'failed',
          `neither order about ${machineId} fails`,
        );
      await bench.untilEnded(machineIds);
    },
  },
  {
    id: 'machines.terminate.absent',
    title: 'a machine that does not exist is not-found',
    run: async (bench) => {
      const { absentMachineId } = bench.subject;
      checkEqual(outcomeOf(await bench.terminate([absentMachineId]), absentMachineId), 'not-found', 'outcome of an absent machine');
    },
  },
  {
    id: 'machines.terminate.each-once',
    title: 'exactly one entry answers each id, known or not, well formed or not',
    run: async (bench) => {
      const { absentMachineId, malformedMachineId } = bench.subject;
      const { machineIds } = await bench.launchSeen({ units: 2 });
      const asked = [
        nth(machineIds, 0),
        absentMachineId,
        ...(malformedMachineId === undefined ? [] : [malformedMachineId]),
        nth(machineIds, 1),
      ];
      const terminations = await bench.terminate(asked);
      checkSame(
        terminations.map(({ machineId }) => machineId),
        asked,
        'ids that were answered',
      );
      await bench.untilEnded(machineIds);
    },
  },
  {
    id: 'machines.terminate.poison',
    title: 'one id that fails does not stop the others, and says why',
    provokes: ['poison'],
    run: async (bench) => {
      const { machineIds, write } = await bench.launchSeen({ units: 5 });
      const poisoned = nth(machineIds, 2);
      await bench.provoke.poison('terminate', poisoned);
      const terminations = await bench.terminate(machineIds);
      const failed = terminations.find(({ machineId }) => machineId === poisoned);
      checkEqual(failed?.outcome, 'failed', 'outcome of the poisoned machine');
      check((failed?.message ?? '') !== '' && failed?.retryable !== undefined, 'a failed entry says why, and whether to ask again');
      await bench.untilEnded(machineIds.filter((id) => id !== poisoned));
      checkSame(await bench.liveOf(write), [poisoned], 'machines that live on');
    },
  },
  {
    id: 'machines.terminate.lost-reply',
    title: 'an order whose answer is lost is OutcomeUnknown, and repeating it is no error',
    provokes: ['loseReply'],
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen({ units: 2 });
      await bench.provoke.loseReply('terminate', 1);
      const write = bench.write();
      checkUnanswered(await attempted(bench.terminate(machineIds, write)), 'OutcomeUnknown', 'an order whose answer is lost');
      const again = await bench.terminate(machineIds, write);
      for (const { machineId, outcome } of again) check(outcome !== 'failed', `the repeated order about ${machineId} does not fail`);
      await bench.untilEnded(machineIds);
    },
  },
  {
    id: 'machines.terminate.throttled',
    title: 'a throttled order ends nothing, says so, and goes well when it is repeated',
    provokes: ['throttle'],
    run: async (bench) => {
      const { machineIds, write } = await bench.launchSeen({ units: 2 });
      await bench.provoke.throttle('terminate');
      const before = bench.context.writes.length;
      const first = await attempted(bench.terminate(machineIds));
      checkEqual(bench.context.writes.length - before, 1, 'calls of a throttled order: writes are repeated by the engine alone');
      checkUnanswered(first, 'Throttled', 'a throttled order');
      checkEqual((await bench.liveOf(write)).length, 2, 'machines after a throttled order');
      await ended(bench, machineIds);
    },
  },
  {
    id: 'machines.terminate.abort-before',
    title: 'an order that was aborted before sends nothing and ends nothing',
    run: async (bench) => {
      const { machineIds, write } = await bench.launchSeen();
      const before = bench.context.calls.length;
      await bench.terminate(machineIds, bench.write({ signal: AbortSignal.abort() })).catch(() => undefined);
      checkEqual(bench.context.calls.length, before, 'calls after an abort');
      checkSame(await bench.liveOf(write), machineIds, 'machines after an aborted order');
    },
  },
  {
    id: 'machines.terminate.bulk',
    title: 'terminate() takes as many ids as its capabilities say, in one call for each batch that the cloud takes',
    run: async (bench) => {
      const most = Math.min(bench.capabilities.machines.maxIdsPerTerminate, bench.capabilities.machines.maxUnitsPerLaunch, 200);
      const { machineIds } = await bench.launchSeen({ units: most });
      const before = bench.context.writes.length;
      await ended(bench, machineIds);
      const calls = bench.context.writes.length - before;
      check(calls <= most, `ending ${most} machines takes at most one call each: it took ${calls}`);
    },
  },
  {
    id: 'machines.terminate.attempt-passed-on',
    title: 'every deleting call goes out under the attempt it was given',
    run: async (bench) => {
      const { machineIds } = await bench.launchSeen();
      const before = bench.context.writes.length;
      const write = bench.write();
      await bench.terminate(machineIds, write);
      const attempts = bench.context.writes.slice(before).map(({ options }) => (options.effect === 'read' ? '' : options.attempt));
      check(attempts.length > 0 && attempts.every((attempt) => attempt === write.attempt), 'every call names the attempt of the order');
    },
  },
  {
    id: 'machines.terminate.foreign-untouched',
    title: 'ending all machines of ours leaves foreign ones alone',
    provokes: ['foreignMachine'],
    run: async (bench) => {
      const foreign = await bench.provoke.foreignMachine();
      const { machineIds } = await bench.launchSeen({ units: 2 });
      await ended(bench, machineIds);
      const [machine] = (await bench.inspect([foreign])).machines;
      check(machine !== undefined && !['terminated', 'terminating'].includes(machine.status.unified), 'the foreign machine lives');
    },
  },
  {
    id: 'machines.terminate.nothing-left',
    title: 'when all machines were ended, the cloud itself has none of ours left',
    world: ['liveMachineIds'],
    run: async (bench) => {
      const before = await bench.offered.liveMachineIds();
      const { machineIds } = await bench.launchSeen({ units: 3 });
      await ended(bench, machineIds);
      checkSame(await bench.offered.liveMachineIds(), before, 'live machines by the cloud itself');
    },
  },
  {
    id: 'machines.terminate.no-second-set-behind-our-back',
    title: 'the cloud itself has exactly the machines that a launch and its repeats made',
    world: ['liveMachineIds'],
    run: async (bench) => {
      const before = await bench.offered.liveMachineIds();
      const made = await bench.launch({ units: 3 });
      await bench.launchPrepared(made.prepared, made.write, bench.another());
      await bench.passVisibility();
      checkEqual((await bench.offered.liveMachineIds()).length - before.length, 3, 'live machines by the cloud itself');
    },
  },
]);
