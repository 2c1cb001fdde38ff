import type { Mutant } from '../mutant.js';

/** What becomes of an intent whose answer was lost, and when it is settled. */
export const RECOVERY: readonly Mutant[] = [
  {
    id: 'replay-without-looking',
    rule: 'A launch without an answer is repeated only after a later sweep showed none of its machines.',
    change: 'it is repeated at once',
    edits: [
      {
        file: 'engine/settle.ts',
        find: `return facts.sweptSinceMs !== undefined && facts.sweptSinceMs > lastSentAtMs;`,
        replace: `return lastSentAtMs > 0;`,
      },
    ],
    caughtBy: { by: 'test', file: 'packages/core/src/engine/settle.test.ts', name: 'does not repeat before such a sweep' },
  },
  {
    id: 'replay-though-seen',
    rule: 'A launch whose machines are seen is observed, and not repeated.',
    change: 'it is repeated all the same',
    edits: [
      {
        file: 'engine/settle.ts',
        find: `if (facts.seenUnits > 0 || tries.some(isFinalRefusal)) return false;`,
        replace: `if (tries.some(isFinalRefusal)) return false;`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/recovery.test.ts',
      name: 'adopts what a lost answer made, and launches nothing more',
    },
  },
  {
    id: 'replay-beyond-the-horizon',
    rule: 'Nothing is repeated after the cloud has forgotten its token.',
    change: 'a launch is repeated however long ago it was first sent',
    edits: [
      {
        file: 'engine/settle.ts',
        find: `facts.providerNowMs - intent.firstSentAtMs < facts.replayHorizonMs;`,
        replace: `facts.providerNowMs >= intent.firstSentAtMs;`,
      },
    ],
    caughtBy: { by: 'simulation', invariants: ['I2'] },
  },
  {
    id: 'replay-unwanted',
    rule: 'A launch that its request does not want any more is not repeated.',
    change: 'launches of cancelled requests are sent',
    edits: [
      {
        file: 'engine/settle.ts',
        find: `if (!facts.wanted || intent.state === 'settled' ||`,
        replace: `if (intent.state === 'settled' ||`,
      },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/recovery.test.ts', name: 'does not re-issue once the request is cancelled' },
  },
  {
    id: 'settled-by-a-refusal',
    rule: 'A refusal settles nothing while an earlier attempt is unanswered.',
    change: 'a refusal settles the intent, whatever became of the attempts before it',
    edits: [
      {
        file: 'engine/settle.ts',
        find: `  const unanswered = attempts.some((attempt) => attempt.state === 'sending');\n`,
        replace: `  if (attempts.some(isFinalRefusal)) return 'refused';
  const unanswered = attempts.some((attempt) => attempt.state === 'sending');\n`,
      },
    ],
    caughtBy: { by: 'simulation', invariants: ['I9'] },
  },
  {
    id: 'one-quiet-sweep',
    rule: 'Two complete sweeps settle an attempt without an answer, not one.',
    change: 'one sweep is enough',
    edits: [{ file: 'engine/settle.ts', find: `const QUIET_SWEEPS = 2;`, replace: `const QUIET_SWEEPS = 1;` }],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/settled.test.ts',
      name: 'is not settled by one such sweep, however long nothing is seen',
    },
  },
  {
    id: 'dead-senders-settle',
    rule: 'A launch whose senders died without an answer, and that may still be sent, is sent again, and not settled as absent.',
    change: 'quiet sweeps of processes that have died settle it',
    edits: [
      {
        file: 'engine/settle-intents.ts',
        find: `(await isSentAgain(tx, env, intent, attempts))) return undefined;`,
        replace: `!(await isSentAgain(tx, env, intent, attempts)) && attempts.length === 0) return undefined;`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/recovery.test.ts',
      name: 'are followed by one that does, however many sweeps of theirs showed nothing',
    },
  },
  {
    id: 'partial-sweep-settles',
    rule: 'Only a complete sweep settles anything.',
    change: 'a partial sweep counts as a complete one',
    edits: [
      {
        file: 'engine/run-sweep.ts',
        find: `if (effect !== undefined && summary.outcome === 'complete') await`,
        replace: `if (effect !== undefined) await`,
      },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/settled.test.ts', name: 'is not settled by sweeps that are partial or stale' },
  },
  {
    id: 'settled-before-it-can-show',
    rule: 'An attempt may show until its last moment, the transport deadline and the visibility horizon have passed.',
    change: 'sweeps count from the last moment of the attempt',
    edits: [
      {
        file: 'engine/run-sweep.ts',
        find: `if (beganAtMs > intent.lastNotAfterMs + settleAfterMs) {`,
        replace: `if (beganAtMs > intent.lastNotAfterMs + settleAfterMs * 0) {`,
      },
    ],
    caughtBy: { by: 'simulation', invariants: ['I9'] },
  },
  {
    id: 'conflict-proves-absence',
    rule: '"Already exists" and a parameter mismatch prove effect, never absence.',
    change: 'they are refusals like any other',
    edits: [
      {
        file: 'engine/settle.ts',
        find: `return attempt.state === 'answered' && attempt.errorClass === 'Conflict';`,
        replace: `return attempt.state === 'answered' && attempt.errorClass === 'Effect';`,
      },
    ],
    caughtBy: { by: 'test', file: 'packages/core/src/engine/settle.test.ts', name: 'only observes after a conflict' },
  },
  {
    id: 'top-up-before-settled',
    rule: 'No new generation begins before the last one is settled.',
    change: 'what is missing is launched again while the first launch may still bring it',
    edits: [
      {
        file: 'engine/plan-acquire.ts',
        find: `mayLaunch && !unsettledLaunch && expected === 0 ? missing : 0`,
        replace: `mayLaunch && (!unsettledLaunch || facts.intents.length < 3) && expected === 0 ? missing : 0`,
      },
    ],
    caughtBy: { by: 'simulation', invariants: ['I9'] },
  },
  {
    id: 'late-machines-kept',
    rule: 'What appears after its launch was settled and replaced is surplus, and given back.',
    change: 'late machines are taken for machines of the request',
    edits: [
      {
        file: 'engine/late.ts',
        find: `  if (!requestEnded && expected) return undefined;\n`,
        replace: `  if (!requestEnded || expected || requestEnded) return undefined;\n`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/recovery.test.ts',
      name: 'returns machines that a request delivered by the network much later makes',
    },
  },
];
