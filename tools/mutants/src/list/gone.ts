import type { Mutant } from '../mutant.js';

/** When a machine is gone, and when a return is complete. */
export const GONE: readonly Mutant[] = [
  {
    id: 'gone-from-one-sweep',
    rule: 'Absence from one sweep gives up nothing.',
    change: 'a machine that one sweep did not show is gone',
    edits: [
      {
        file: 'engine/gone.ts',
        find: `return machine.goneAtMs === undefined && machine.inspectedAbsent;`,
        replace: `return machine.goneAtMs === undefined && machine.missedSweeps > 0;`,
      },
    ],
    caughtBy: { by: 'simulation', invariants: ['I4'] },
  },
  {
    id: 'gone-without-inspection',
    rule: 'A machine that sweeps do not show is asked for by its id before it is given up.',
    change: 'two sweeps without it are enough',
    edits: [
      {
        file: 'engine/gone.ts',
        find: `return machine.goneAtMs === undefined && machine.inspectedAbsent;`,
        replace: `return machine.goneAtMs === undefined && machine.missedSweeps > 1;`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'packages/core/src/engine/gone.test.ts',
      name: 'takes misses for absence only once the cloud denied the machine',
    },
  },
  {
    id: 'gone-within-the-horizon',
    rule: 'Absence proves nothing before the visibility horizon has passed since the machine’s creation.',
    change: 'it counts at once',
    edits: [
      {
        file: 'engine/gone.ts',
        find: `return sweepBeganAtMs > machine.createdAtMs + visibilityHorizonMs;`,
        replace: `return sweepBeganAtMs > machine.createdAtMs + visibilityHorizonMs * 0;`,
      },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/gone.test.ts', name: 'takes no absence for a proof right after the creation' },
  },
  {
    id: 'partial-sweep-is-complete',
    rule: 'What a partial sweep did not cover is unknown, and not empty.',
    change: 'zones that could not be listed count as empty',
    edits: [
      {
        file: 'engine/collect-sweep.ts',
        find: `  const collection = { ...gathered, beganAtMs: gathered.beganAtMs, outcome: end.outcome };
  return { outcome: end.outcome, message`,
        replace: `  const collection = { ...gathered, beganAtMs: gathered.beganAtMs, outcome: 'complete' as const };
  return { outcome: 'complete', message`,
      },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/settled.test.ts', name: 'is not settled by sweeps that are partial or stale' },
  },
  {
    id: 'mass-vanish-believed',
    rule: 'When many machines vanish at once without a word, the verdict is held.',
    change: 'they are all given up',
    edits: [{ file: 'engine/gone.ts', find: `const MASS_VANISH_MACHINES = 10;`, replace: `const MASS_VANISH_MACHINES = 10_000;` }],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/gone.test.ts', name: 'holds, reports nobody, and lets go when they show again' },
  },
  {
    id: 'ordered-ends-raise-the-alarm',
    rule: 'Machines whose end we ordered do not count as vanished.',
    change: 'a large return looks like a lost cloud',
    edits: [
      {
        file: 'engine/gone.ts',
        find: `live.filter((machine) => machine.terminateOrderedAtMs === undefined);`,
        replace: `live.filter((machine) => machine.goneAtMs === undefined);`,
      },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/gone.test.ts', name: 'machines whose termination we ordered do not count' },
  },
  {
    id: 'return-complete-on-not-found',
    rule: '"Not found" in answer to a termination completes no return.',
    change: 'a machine that the cloud does not find yet is gone',
    edits: [
      {
        file: 'engine/send-terminate.ts',
        find: `if (entry.outcome !== 'terminated') return ordered;`,
        replace: `if (entry.outcome === 'accepted') return ordered;`,
      },
    ],
    caughtBy: { by: 'simulation', invariants: ['I4'] },
  },
  {
    id: 'poison-stops-others',
    rule: 'One id that cannot be ended does not stop the others.',
    change: 'the failure of one counts for all that were ordered with it',
    edits: [
      {
        file: 'engine/send-terminate.ts',
        find: `  const byId = new Map(terminations.map((entry) => [entry.machineId, entry]));`,
        replace: `  const poison = terminations.find((entry) => entry.outcome === 'failed');
  const byId = new Map(terminations.map((entry): [string, Termination] => [entry.machineId, { ...entry, ...poison, machineId: entry.machineId }]));`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/write-ahead.test.ts',
      name: 'fails the entry that can never be carried out, and does so at once when it is asked again later',
    },
  },
  {
    id: 'ordered-once',
    rule: 'A machine that lives on after its end was ordered is ordered to end again.',
    change: 'its end is ordered once',
    edits: [
      {
        file: 'engine/reconcile-ends.ts',
        find: `return machine.terminateOrderedAtMs === undefined || hasCome(`,
        replace: `return machine.terminateOrderedAtMs === undefined || !hasCome(0, 1, 1) && hasCome(`,
      },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/write-ahead.test.ts', name: 'ends the others when one id is poison' },
  },
];
