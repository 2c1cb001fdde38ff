import type { Mutant } from '../mutant.js';

/** How requests come to their end, and what is told of it. */
export const REQUESTS: readonly Mutant[] = [
  {
    id: 'same-offer-again',
    rule: 'After a shortfall the next offer is tried.',
    change: 'the offer that had nothing is asked again',
    edits: [
      {
        file: 'engine/settle-intent.ts',
        find: `Math.max(request.nextOffer, (intent.offerIndex ?? 0) + 1);`,
        replace: `Math.max(request.nextOffer, intent.offerIndex ?? 0);`,
      },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/requests.test.ts', name: 'tops up a partial launch from the next zone' },
  },
  {
    id: 'deadline-forgotten',
    rule: 'Nothing is started after a request’s deadline.',
    change: 'requests go on for ever',
    edits: [
      {
        file: 'engine/request-age.ts',
        find: `return requestAgeMs(request, launches, times) >= lifeMs(request);`,
        replace: `return requestAgeMs(request, launches, times) >= Infinity;`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/requests.test.ts',
      name: 'begins nothing afterwards, and names what stood in the way',
    },
  },
  {
    id: 'cancelled-before-settled',
    rule: 'A cancelled request stays open until every intent of it is settled.',
    change: 'it ends at once',
    edits: [{ file: 'engine/plan-acquire.ts', find: `    unsettled.length > 0 ||\n`, replace: `` }],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/requests.test.ts',
      name: 'waits for a call that is under way, and returns what it makes',
    },
  },
  {
    id: 'ended-request-reopened',
    rule: 'A terminal answer never changes.',
    change: 'a request that has ended can be cancelled',
    edits: [
      {
        file: 'engine/commands.ts',
        find: `    if (request.state !== 'open') return;\n`,
        replace: `    if (request.state === 'cancelling') return;\n`,
      },
    ],
    caughtBy: { by: 'simulation', invariants: ['I11'] },
  },
  {
    id: 'delivered-machines-replaced',
    rule: 'What was delivered is not replaced behind its holder’s back.',
    change: 'a request counts only machines that live',
    edits: [
      {
        file: 'engine/plan-acquire.ts',
        find: `return machine.goneAtMs === undefined || machine.deliveredAtMs !== undefined || machine.returnRequestId !== undefined;`,
        replace: `return machine.goneAtMs === undefined;`,
      },
    ],
    caughtBy: {
      by: 'test',
      file: 'packages/core/src/engine/plan-acquire.test.ts',
      name: 'does not replace what was delivered or returned, however it ended',
    },
  },
  {
    id: 'delivered-name-changes',
    rule: 'What was told of a delivered machine does not change.',
    change: 'names and addresses follow the cloud for ever',
    edits: [
      {
        file: 'engine/observe.ts',
        find: `machine.deliveredAtMs === undefined ? (seen.name ?? machine.name) : machine.name;`,
        replace: `seen.name ?? machine.name;`,
      },
      {
        file: 'engine/observe.ts',
        find: `machine.deliveredAtMs === undefined ? (seen.privateIp ?? machine.privateIp) : machine.privateIp;`,
        replace: `seen.privateIp ?? machine.privateIp;`,
      },
    ],
    caughtBy: { by: 'test', file: 'packages/core/src/engine/observe.test.ts', name: 'delivers once, and keeps what was told' },
  },
  {
    id: 'unpolled-request-kept',
    rule: 'A request that nobody asks about is cancelled.',
    change: 'its machines run for nobody',
    edits: [
      {
        file: 'engine/plan-acquire.ts',
        find: `return requestAgeMs(request, intents, facts) >= request.pollWithinMs;`,
        replace: `return requestAgeMs(request, intents, facts) >= Infinity;`,
      },
    ],
    caughtBy: { by: 'simulation', invariants: ['I6'] },
  },
  {
    id: 'reasons-left-out',
    rule: 'The outcome names the reason for every machine that is missing.',
    change: 'what the cloud refused is not told',
    edits: [
      {
        file: 'engine/plan-acquire.ts',
        find: `      .filter((intent) => intent.operation === 'launch')
      .toReversed()`,
        replace: `      .filter((intent) => intent.operation !== 'launch')
      .toReversed()`,
      },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/requests.test.ts', name: 'accounts for each missing unit once' },
  },
  {
    id: 'over-delivery-kept',
    rule: 'What a cloud gives beyond what was asked is surplus, and given back.',
    change: 'it is kept',
    edits: [
      {
        file: 'engine/plan-acquire.ts',
        find: `    if (over < machine.units) continue;\n`,
        replace: `    if (over < machine.units * 1_000) continue;\n`,
      },
    ],
    caughtBy: { by: 'simulation', invariants: ['I9'] },
  },
  {
    id: 'surplus-reported',
    rule: 'Machines that nobody was told of are never reported to Host Factory.',
    change: 'surplus machines that end are reported as taken back',
    edits: [
      {
        file: 'engine/reclaimable.ts',
        find: `return machine.surplus === undefined || !UNTOLD.has(machine.surplus);`,
        replace: `return machine.surplus === undefined || machine.surplus !== undefined || UNTOLD.size > 0;`,
      },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/queries.test.ts', name: 'says nothing of a machine that was surplus' },
  },
  {
    id: 'empty-groups-kept',
    rule: 'A group that no live intent refers to is deleted.',
    change: 'groups stay when their machines have ended',
    edits: [
      {
        file: 'engine/reconcile-ends.ts',
        find: `if (!ordered.has(group.ref) && (await isUnused(tx, env, group))) due.push(group);`,
        replace: `if (group.companion && !ordered.has(group.ref) && (await isUnused(tx, env, group))) due.push(group);`,
      },
    ],
    caughtBy: { by: 'simulation', invariants: ['I12'] },
  },
  {
    id: 'events-not-told',
    rule: 'Each change tells of itself in the same transaction.',
    change: 'accepted requests leave no event',
    edits: [{ file: 'engine/request-machines.ts', find: `    await appendIntakeEvent(tx, request);\n`, replace: `` }],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/commands.test.ts',
      name: 'tells of the request in the same transaction and wakes the connection, which may have no record yet',
    },
  },
  {
    id: 'busy-sweeps-as-rare',
    rule: 'A connection is swept every 5 s while something is launching.',
    change: 'it is swept as rarely as at rest',
    edits: [
      {
        file: 'engine/worker.ts',
        find: `(often ? timing.busySweepIntervalMs : timing.sweepIntervalMs)`,
        replace: `(often && sinceMs < 0 ? timing.busySweepIntervalMs : timing.sweepIntervalMs)`,
      },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/times-and-events.test.ts', name: 'sweeps every 5 s while something is launching' },
  },
  {
    id: 'never-archived',
    rule: 'Intents are archived 7 days after their last machine ended.',
    change: 'they are kept among the live ones for ever',
    edits: [
      {
        file: 'engine/worker.ts',
        find: `tx.archive(clock.now() - timing.archiveAfterMs, UPKEEP_LIMIT)`,
        replace: `tx.archive(clock.now() - timing.archiveAfterMs * 1_000, UPKEEP_LIMIT)`,
      },
    ],
    caughtBy: { by: 'test', file: 'tools/engine-spec/src/deployment.test.ts', name: 'and are still found by who asks' },
  },
  {
    id: 'abandoned-told-later',
    rule: 'What was told of a request when it ended does not change: a machine that was given back before it was usable stays untold.',
    change: 'such a machine is told of after all, when its return fails for good and it becomes usable',
    edits: [{ file: 'engine/plan-acquire.ts', find: `end === undefined ? [] : kept.filter(isAbandoned)`, replace: `[]` }],
    caughtBy: {
      by: 'test',
      file: 'tools/engine-spec/src/requests.test.ts',
      name: 'tells nobody of a machine that was given back before it was usable, although its return fails for good, and ends it later',
    },
  },
];
