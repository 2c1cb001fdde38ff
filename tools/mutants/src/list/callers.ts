import type { Mutant } from '../mutant.js';

/** Callers commit requests; only who holds a connection's epoch acts on it; limits hold under concurrency. */
export const CALLERS: readonly Mutant[] = [
  {
    id: 'acknowledge-before-commit',
    rule: 'A request is acknowledged only when it is committed.',
    change: 'the caller hears of its request while the transaction still runs',
    edits: [
      {
        file: 'engine/request-machines.ts',
        find: `  return front.store.write(async (tx) => {
    const known = await tx.requestByCallId(input.callId);
    if (known !== undefined) return repeatedReceipt(known, 'acquire');`,
        replace: `  const { promise, resolve, reject } = Promise.withResolvers<RequestReceipt>();
  const commit = front.store.write(async (tx): Promise<RequestReceipt> => {
    const known = await tx.requestByCallId(input.callId);
    if (known !== undefined) return repeatedReceipt(known, 'acquire');`,
      },
      {
        file: 'engine/request-machines.ts',
        find: `    else await bumpWakeups(tx, request.connection);
    return receiptOf(request, false);
  });`,
        replace: `    else await bumpWakeups(tx, request.connection);
    resolve(receiptOf(request, false));
    return receiptOf(request, false);
  });
  commit.then(resolve, reject);
  return promise;`,
      },
    ],
    caughtBy: { by: 'simulation', invariants: ['I3'] },
  },
  {
    id: 'call-id-forgotten',
    rule: 'One call id is one request, however often the call is made.',
    change: 'a repeated call is taken for a new one',
    edits: [
      {
        file: 'engine/request-machines.ts',
        find: `    if (known !== undefined) return repeatedReceipt(known, 'acquire');`,
        replace: `    if (known?.state === 'ended') return repeatedReceipt(known, 'acquire');`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/commands.test.ts',
      name: 'makes one request of 16 calls at once with one call id',
    },
  },
  {
    id: 'maximum-counted-before-the-lock',
    rule: 'Maxima are counted and taken under the lock of their row.',
    change: 'what is left of a maximum is counted in a transaction of its own, before the one that takes it',
    edits: [
      {
        file: 'engine/request-machines.ts',
        find: `  return front.store.write(async (tx) => {`,
        replace: `  const counted = await front.store.read((tx) => decide(tx, front, input));
  return front.store.write(async (tx) => {`,
      },
      {
        file: 'engine/request-machines.ts',
        find: `const decision = await decide(tx, front, input);`,
        replace: `const decision = counted;`,
      },
      {
        file: 'engine/request-machines.ts',
        find: `async function decide(tx: WriteTransaction,`,
        replace: `async function decide(tx: ReadTransaction,`,
      },
      {
        file: 'engine/request-machines.ts',
        find: `async function roomOf(tx: WriteTransaction,`,
        replace: `async function roomOf(tx: ReadTransaction,`,
      },
      { file: 'engine/request-machines.ts', find: `  await tx.lockTemplate(template.connection, template.templateId);\n`, replace: `` },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/commands.test.ts', name: 'holds the maximum over 32 calls at once' },
  },
  {
    id: 'epoch-not-counted-up',
    rule: 'Each change of holder starts a new epoch.',
    change: 'who takes a connection over goes on under the epoch of the one before',
    edits: [{ file: 'engine/lease.ts', find: `epoch: taken ? stored.epoch + 1 : stored.epoch,`, replace: `epoch: stored.epoch,` }],
    caughtBy: { by: 'simulation', invariants: ['I5'] },
  },
  {
    id: 'epoch-forgotten',
    rule: 'Who lost a connection does nothing more: its epoch is checked with each decision and attempt, and right before a call goes out.',
    change: 'a process that was paused goes on although another one took over',
    edits: [
      {
        file: 'engine/worker.ts',
        find: `    if (state?.holder !== this.env.holder || state.epoch !== epoch) return;`,
        replace: `    if (state === undefined || epoch < 0) return;`,
      },
      {
        file: 'engine/reconcile-acquires.ts',
        find: `if (state?.holder !== env.holder || state.epoch !== epoch) return false;`,
        replace: `if (state === undefined || epoch < 0) return false;`,
      },
      {
        file: 'engine/send-launch.ts',
        find: `if (state?.holder !== env.holder || state.epoch !== epoch || state.halt !== undefined) return`,
        replace: `if (state?.halt !== undefined) return`,
      },
      {
        file: 'engine/send-terminate.ts',
        find: `if (state?.holder !== env.holder || state.epoch !== epoch || state.halt !== undefined) return`,
        replace: `if (state?.halt !== undefined) return`,
      },
      {
        file: 'engine/attempts.ts',
        find: `if (state?.holder !== env.holder || state.epoch !== permit.epoch) {`,
        replace: `if (state === undefined) {`,
      },
    ],
    caughtBy: { by: 'simulation', invariants: ['I5'] },
  },
  {
    id: 'last-moment-forgotten',
    rule: 'Right before a call goes out, its last moment is checked again.',
    change: 'a call that was held up goes out after the time by which it is settled',
    edits: [
      {
        file: 'engine/attempts.ts',
        find: `if (latestMs === undefined || latestMs > permit.notAfterMs) {`,
        replace: `if (latestMs === undefined) {`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/write-ahead.test.ts',
      name: 'sends nothing when it was held up for longer, though nobody took over',
    },
  },
];
