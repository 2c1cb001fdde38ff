import type { Mutant } from '../mutant.js';

/** What is committed before the cloud is called, and by whose clock. */
export const WRITE_AHEAD: readonly Mutant[] = [
  {
    id: 'intent-not-written',
    rule: 'An intent is committed before anything is done for it.',
    change: 'the intent is kept in memory only',
    edits: [{ file: 'engine/new-intent.ts', find: `  await tx.saveIntent(intent);\n`, replace: `` }],
    caughtBy: { by: 'simulation', invariants: ['I6'] },
  },
  {
    id: 'attempt-not-written',
    rule: 'Each attempt to launch is committed before its call goes out.',
    change: 'the attempt is written down with its answer only',
    edits: [{ file: 'engine/send-launch.ts', find: `    await tx.saveAttempts(attempts);\n`, replace: `` }],
    caughtBy: { by: 'simulation', invariants: ['I1'] },
  },
  {
    id: 'termination-not-written',
    rule: 'A termination is written ahead like a launch.',
    change: 'the attempt to terminate is written down with its answer only',
    edits: [{ file: 'engine/send-terminate.ts', find: `    await tx.saveAttempts([attempt]);\n`, replace: `` }],
    caughtBy: { by: 'simulation', invariants: ['I1'] },
  },
  {
    id: 'new-token-on-retry',
    rule: 'Every attempt of an intent bears the same token.',
    change: 'each attempt is sent under a token of its own',
    edits: [{ file: 'engine/attempts.ts', find: `token: intent.token, attempt, signal`, replace: `token: attemptId, attempt, signal` }],
    caughtBy: { by: 'simulation', invariants: ['I2', 'I9'] },
  },
  {
    id: 'unfrozen-document',
    rule: 'Every attempt of an intent sends the document that was frozen with it.',
    change: 'each attempt is prepared anew from the template',
    edits: [
      { file: 'engine/worker.ts', find: `    if (intent.state === 'preparing') {`, replace: `    if (intent.operation === 'launch') {` },
      {
        file: 'engine/prepare.ts',
        find: `|| stored?.state !== 'preparing') return;`,
        replace: `|| stored === undefined || stored.state === 'settled') return;`,
      },
    ],
    caughtBy: { by: 'simulation', invariants: ['I2'] },
  },
  {
    id: 'answer-without-machines',
    rule: 'The machines of an answer are committed with it.',
    change: 'the answer is written down, and its machines are left for a sweep to find',
    edits: [
      { file: 'engine/send-launch.ts', find: `  await tx.saveMachines(machines);\n`, replace: `` },
      {
        file: 'engine/send-launch.ts',
        find: `pendingUnits: intent.pendingUnits + outcome.result.pendingUnits,`,
        replace: `pendingUnits: intent.pendingUnits + acceptedUnits,`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/write-ahead.test.ts',
      name: 'writes down the machines of an answer before any sweep shows them',
    },
  },
  {
    id: 'wall-clock-for-the-cloud',
    rule: 'The cloud’s time is what the cloud last said plus monotonic time, never our wall clock.',
    change: 'times of the cloud are taken from the host’s wall clock',
    edits: [
      {
        file: 'engine/provider-clock.ts',
        find: `    return Math.ceil(aheadMs + this.clock.monotonic());`,
        replace: `    return this.clock.now();`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/write-ahead.test.ts',
      name: 'ages nothing by a jump of our wall clock, forwards or back',
    },
  },
  {
    id: 'slow-answer-for-the-time',
    rule: 'What must not be sent after a moment of the cloud is held against the latest time that it may be there.',
    change: 'a time that took long to arrive counts as the present one',
    edits: [
      {
        file: 'engine/provider-clock.ts',
        find: `return this.#timeAt(this.#ahead?.mostMs);`,
        replace: `return this.#timeAt(this.#ahead?.leastMs);`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/write-ahead.test.ts',
      name: 'also when the only answer that told the time was slow',
    },
  },
  {
    id: 'no-sweep-before-launch',
    rule: 'Every start looks at the cloud before its first launch.',
    change: 'a process launches before any listing was answered',
    edits: [
      {
        file: 'engine/worker.ts',
        find: `const maySend = reachable && this.#looked && this.env.providerClock.now() !== undefined;`,
        replace: `const maySend = reachable;`,
      },
      {
        file: 'engine/provider-clock.ts',
        find: `if (aheadMs === undefined) return undefined;`,
        replace: `if (aheadMs === undefined) return this.clock.now();`,
      },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/write-ahead.test.ts', name: 'launches nothing while no listing was answered' },
  },
];
