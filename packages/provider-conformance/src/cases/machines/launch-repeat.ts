import { attempted, check, checkEqual, checkRefusal, checkRefused, checkSame } from '../../bench/check.js';
import type { MadeLaunch } from '../../bench/bench.js';
import { defineCases } from '../../case.js';

/** Most looks for a call that is under way, a millisecond or more apart. */
const MOST_WAITS = 10_000;
/** A repeat without an answer for that long is stuck. */
const STUCK_MS = 20_000;

/** Repeats a launch, by whoever: it answers the same machines or says that they exist; it never makes others. */
async function repeated(made: MadeLaunch, repeat: () => Promise<MadeLaunch>): Promise<void> {
  const answered = await repeat();
  if (made.machineIds.length > 0) checkSame(answered.machineIds, made.machineIds, 'machines that the repeat answers');
}

/** Waits until a call is under way, and then as long as it usually takes to reach a cloud. An abort before that is another case. */
async function untilSent(isUnderWay: () => boolean): Promise<void> {
  for (let waits = 0; waits < MOST_WAITS && !isUnderWay(); waits += 1) await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Repeats a launch that may meet the provocation itself, because the aborted one did not get as far as the cloud. */
async function repeatUntilAnswered(launch: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const first = AbortSignal.timeout(STUCK_MS);
  try {
    await launch(first);
  } catch (error) {
    if (!first.aborted) throw error;
    await launch(new AbortController().signal);
  }
}

/** The same token never makes a second set. */
export const launchRepeatCases = defineCases([
  {
    id: 'machines.launch.same-token',
    title: 'the same token and document again answer the first set and make no second',
    run: async (bench) => {
      const made = await bench.launch({ units: 3 });
      await repeated(made, () => bench.launchPrepared(made.prepared, made.write));
      checkEqual((await bench.liveOf(made.write)).length, 3, 'machines of one token');
    },
  },
  {
    id: 'machines.launch.same-token-often',
    title: 'the same token five times, one after the other, makes one set',
    run: async (bench) => {
      const made = await bench.launch({ units: 2 });
      for (let times = 0; times < 4; times += 1) await bench.launchPrepared(made.prepared, made.write);
      checkEqual((await bench.liveOf(made.write)).length, 2, 'machines of one token');
    },
  },
  {
    id: 'machines.launch.same-token-at-once',
    title: 'the same token four times at once makes one set',
    run: async (bench) => {
      const write = bench.write();
      const prepared = await bench.prepare({ write, units: 2 });
      await Promise.allSettled(Array.from({ length: 4 }, () => bench.launchPrepared(prepared, write, bench.another())));
      checkEqual((await bench.liveOf(write)).length, 2, 'machines of one token');
    },
  },
  {
    id: 'machines.launch.same-token-other-provider',
    title: 'the same token from another provider object, as after a restart, makes no second set',
    run: async (bench) => {
      const made = await bench.launch({ units: 3 });
      await repeated(made, () => bench.launchPrepared(made.prepared, made.write, bench.another()));
      checkEqual((await bench.liveOf(made.write)).length, 3, 'machines of one token');
    },
  },
  {
    id: 'machines.launch.same-token-other-process',
    title: 'the same token from a second process makes no second set',
    world: ['launchInOtherProcess'],
    run: async (bench) => {
      const made = await bench.launch({ units: 2 });
      const { header, token, attempt } = made.write;
      const answered = await bench.offered.launchInOtherProcess({ header, token, attempt, prepared: made.prepared });
      if (made.machineIds.length > 0) checkSame(answered, made.machineIds, 'machines that the second process is told of');
      checkEqual((await bench.liveOf(made.write)).length, 2, 'machines of one token');
    },
  },
  {
    id: 'machines.launch.same-token-other-parameters',
    title: 'the same token with another document makes no second set: it is a Conflict, or answers the first set',
    run: async (bench) => {
      const made = await bench.launch({ units: 2 });
      const other = await bench.prepare({ write: made.write, units: 3, tags: [{ key: 'another', value: 'document' }] });
      const outcome = await attempted(bench.launchPrepared(other, made.write));
      if ('error' in outcome) checkRefusal(outcome.error, ['Conflict'], 'the same token with another document');
      checkEqual((await bench.liveOf(made.write)).length, 2, 'machines of one token');
    },
  },
  {
    id: 'machines.launch.same-token-after-end',
    title: 'the same token after its machines have ended starts nothing new',
    run: async (bench) => {
      const made = await bench.launchSeen({ units: 2 });
      await bench.terminate(made.machineIds);
      await bench.untilEnded(made.machineIds);
      await bench.launchPrepared(made.prepared, made.write).catch(() => undefined);
      checkEqual(await bench.liveOf(made.write), [], 'machines that live after a repeat');
    },
  },
  {
    id: 'machines.launch.lost-reply',
    title: 'a launch whose answer is lost is OutcomeUnknown; its repeat answers what the first try made',
    provokes: ['loseReply'],
    run: async (bench) => {
      const write = bench.write();
      const prepared = await bench.prepare({ write, units: 3 });
      await bench.provoke.loseReply('launch', 1);
      await checkRefused(bench.launchPrepared(prepared, write), ['OutcomeUnknown'], 'a launch whose answer is lost');
      await bench.launchPrepared(prepared, write);
      checkEqual((await bench.liveOf(write)).length, 3, 'machines after lost answer and repeat');
    },
  },
  {
    id: 'machines.launch.lost-reply-often',
    title: 'a launch whose answer is lost five times makes one set',
    provokes: ['loseReply'],
    run: async (bench) => {
      const write = bench.write();
      const prepared = await bench.prepare({ write, units: 2 });
      await bench.provoke.loseReply('launch', 5);
      for (let times = 0; times < 5; times += 1) {
        await bench.launchPrepared(prepared, write, bench.another()).catch(() => undefined);
      }
      await bench.launchPrepared(prepared, write);
      checkEqual((await bench.liveOf(write)).length, 2, 'machines after five lost answers');
    },
  },
  {
    id: 'machines.launch.lost-call',
    title: 'a launch that is lost on its way is OutcomeUnknown; its repeat makes the set, once',
    provokes: ['loseCall'],
    run: async (bench) => {
      const write = bench.write();
      const prepared = await bench.prepare({ write, units: 2 });
      await bench.provoke.loseCall('launch');
      await checkRefused(bench.launchPrepared(prepared, write), ['OutcomeUnknown'], 'a launch that is lost on its way');
      await bench.launchPrepared(prepared, write);
      checkEqual((await bench.liveOf(write)).length, 2, 'machines after a lost call and its repeat');
    },
  },
  {
    id: 'machines.launch.found-by-sweep',
    title: 'what a launch made whose answer was lost is found by the next sweep, by its tags',
    provokes: ['loseReply'],
    run: async (bench) => {
      const write = bench.write();
      const prepared = await bench.prepare({ write, units: 2 });
      await bench.provoke.loseReply('launch', 1);
      await bench.launchPrepared(prepared, write).catch(() => undefined);
      // Where machines are made one by one, only the first call went out.
      checkEqual((await bench.liveOf(write)).length, prepared.parts === 1 ? 2 : 1, 'machines of the intent in a sweep');
    },
  },
  {
    id: 'machines.launch.abort-during',
    title: 'a launch that is aborted while it is under way ends at once as OutcomeUnknown, and its repeat makes no second set',
    provokes: ['hang'],
    run: async (bench) => {
      const stop = new AbortController();
      const write = bench.write({ signal: stop.signal });
      const prepared = await bench.prepare({ write, units: 2 });
      await bench.provoke.hang('launch', 3_600_000);
      const before = bench.context.creates.length;
      const launching = bench.launchPrepared(prepared, write);
      launching.catch(() => undefined);
      await untilSent(() => bench.context.creates.length > before);
      stop.abort();
      const ended = await Promise.race([
        launching.then(
          () => 'answered',
          () => 'refused',
        ),
        new Promise((resolve) => setTimeout(() => resolve('waits on'), 10_000)),
      ]);
      check(ended === 'refused', `an aborted launch ends at once: it ${String(ended)}`);
      await checkRefused(launching, ['OutcomeUnknown'], 'a launch that is aborted under way');
      await repeatUntilAnswered((signal) => bench.launchPrepared(prepared, { ...write, signal }));
      checkEqual((await bench.liveOf(write)).length, 2, 'machines after an abort and its repeat');
    },
  },
]);
