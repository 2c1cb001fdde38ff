import type { Mutant } from '../mutant.js';

/** Whose machines these are, and when our store must not be believed. */
export const DEPLOYMENT: readonly Mutant[] = [
  {
    id: 'unknown-intents-terminated',
    rule: 'Machines of unknown intents are reported, and never ended unasked.',
    change: 'they are given back as surplus',
    edits: [
      {
        file: 'engine/apply-sweep.ts',
        find: `return newMachine(seen, { connection, header, templateId: '', orphan: true }, options);`,
        replace: `return { ...newMachine(seen, { connection, header, templateId: '', orphan: false }, options), surplus: 'superseded' };`,
      },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/deployment.test.ts', name: 'reports copies of our tags and leaves them alone' },
  },
  {
    id: 'foreign-identity-ignored',
    rule: 'A listing under another account or region than the recorded one tells nothing.',
    change: 'whatever account answers is believed',
    edits: [
      {
        file: 'engine/collect-sweep.ts',
        find: `  return sameIdentity({ ...recorded, principal: undefined }, seen);`,
        replace: `  return sameIdentity({ ...recorded, principal: undefined }, seen) || seen.account !== '';`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/deployment.test.ts',
      name: 'halts while the cloud answers as somebody else, and goes on by itself afterwards',
    },
  },
  {
    id: 'sequence-not-compared',
    rule: 'A sequence number above ours means that our store is old.',
    change: 'sequence numbers are not compared',
    edits: [
      {
        file: 'engine/apply-sweep.ts',
        find: `return header.incarnation === deployment.incarnation && header.sequence > deployment.lastSequence;`,
        replace: `return header.incarnation === deployment.incarnation && header.sequence < 0;`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/deployment.test.ts',
      name: 'a store restored from an older copy kills nothing, launches nothing and gives up nothing',
    },
  },
  {
    id: 'incarnation-not-compared',
    rule: 'A machine of another life of our store means that our store is old.',
    change: 'machines of other lives are taken for strangers’',
    edits: [
      {
        file: 'engine/apply-sweep.ts',
        find: `if (!deployment.knownIncarnations.includes(header.incarnation)) return true;`,
        replace: `if (!deployment.knownIncarnations.includes(header.incarnation)) return false;`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/deployment.test.ts',
      name: 'an emptied store of the same deployment touches nothing',
    },
  },
  {
    id: 'launches-though-halted',
    rule: 'A halted connection launches nothing.',
    change: 'the halt is not looked at on the way to a launch',
    edits: [
      {
        file: 'engine/worker.ts',
        find: `const steps = state.halt === undefined ? await this.#reconcile(state) : 0;`,
        replace: `const steps = await this.#reconcile(state);`,
      },
      {
        file: 'engine/send-launch.ts',
        find: `if (state?.holder !== env.holder || state.epoch !== epoch || state.halt !== undefined) return`,
        replace: `if (state?.holder !== env.holder || state.epoch !== epoch) return`,
      },
      {
        file: 'engine/attempts.ts',
        find: `  if (state.halt !== undefined) {`,
        replace: `  if (state.halt !== undefined && state.epoch < 0) {`,
      },
    ],
    caughtBy: { by: 'simulation', invariants: ['I1'] },
  },
  {
    id: 'untagged-machines-ended',
    rule: 'A machine without our tags is never touched.',
    change: 'whatever Host Factory returns is ended',
    edits: [
      {
        file: 'engine/reconcile-returns.ts',
        find: `  const { header } = seen;
  if (header === undefined || header.deploymentId !== deployment.deploymentId) {`,
        replace: `  const header = seen.header ?? { ...deployment, requestId: '', intentId: '', sequence: 0, generation: 0 };
  if (header.deploymentId === '') {`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/deployment.test.ts',
      name: 'fails the return of a stranger by name, and that entry alone',
    },
  },
  {
    id: 'neighbours-not-looked-for',
    rule: 'The first sweep of a store reports other deployments of ours.',
    change: 'every sweep lists our own deployment only',
    edits: [
      {
        file: 'engine/run-sweep.ts',
        find: `before.state === undefined || before.state.sweeps === 0`,
        replace: `before.state === undefined`,
      },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/deployment.test.ts', name: 'and works beside them' },
  },
  {
    id: 'account-forgotten-with-machines',
    rule: 'A connection stays with the account in which anything was ever launched for it.',
    change: 'it becomes that of any other account that answers for ten minutes',
    edits: [
      {
        file: 'engine/forget-identity.ts',
        find: `return machines.length === 0 && groups.length === 0 && open.every((intent) => intent.firstSentAtMs === undefined);`,
        replace: `return machines.length >= 0 && groups.length >= 0 && open.length >= 0;`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/deployment.test.ts',
      name: 'never becomes the recorded one by itself, once a machine was launched under that',
    },
  },
];
