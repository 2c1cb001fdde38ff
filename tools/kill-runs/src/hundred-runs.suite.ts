import { availableParallelism } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { makePlans } from './plan/make-plans.js';
import { type Kind, writePlan } from './plan/plan.js';
import { buildPrograms } from './run/build-programs.js';
import { type Outcome, playAll, tellFailure } from './run/campaign.js';
import type { Played } from './run/play.js';
import { mockTarget } from './target/mock-target.js';

/** The same every time: what is found here can be looked at again. Other seeds are for `npm run test:soak`. */
const SEED = 20_261_129;
const RUNS = 100;
/** They wait more than they work. */
const AT_A_TIME = 3 * availableParallelism();

const TARGET = mockTarget;
const { launch } = TARGET.calls.plain;
const { launch: launchGroup } = TARGET.calls.group;

/** What runs show, and by which of their kills: all of them at one of the points, or in runs of one kind. */
const SHOWN: readonly {
  readonly says: string;
  readonly tags: readonly string[];
  readonly points?: readonly string[];
  readonly kind?: Kind;
}[] = [
  { says: 'a call that is killed before its request is on disk', tags: ['fault.row-01'], points: ['accept-request.before'] },
  {
    says: 'an engine that is killed after it wrote down a launch, before the call goes out',
    tags: ['fault.row-02'],
    points: ['launch-intent.after', 'launch-prepared.after', 'launch-sending.after', `${launch}.before`, `${launchGroup}.before`],
  },
  {
    says: 'an engine that is killed right after the cloud has acted',
    tags: ['fault.row-03', 'engine.recovery.lost-answer'],
    points: [`${launch}.after`, `${launchGroup}.after`],
  },
  {
    says: 'an engine that is killed with the answer in hand, before that is on disk',
    tags: ['fault.row-04'],
    points: ['launch-answered.before'],
  },
  {
    says: 'a call that is killed between its commit and its answer',
    tags: ['fault.row-05'],
    points: ['accept-request.after', 'answer.before'],
  },
  { says: '32 calls at once, some of which are killed', tags: ['fault.row-08', 'hf.concurrency'], kind: 'crowd' },
  {
    says: 'an engine that stands still between check and send while another takes over',
    tags: ['fault.row-30', 'engine.one-writer'],
    kind: 'paused',
  },
  { says: 'two agents on one store that do not see each other', tags: ['engine.one-writer'], kind: 'two-agents' },
  {
    says: 'a rebuild that is killed',
    tags: ['recovery.rebuild.killed'],
    points: ['rebuild-store.before', 'rebuild-store.after', 'create-store.after'],
  },
  {
    says: 'an agent that is killed while it starts',
    tags: ['engine.recovery.agent-killed'],
    points: ['process.began', 'lock.taken', 'take-lease.after'],
  },
];

function tell(played: Played, number: number): void {
  const isGood = played.violations.length === 0;
  console.log(`${number}  ${isGood ? 'ok' : 'FAILED'}  ${writePlan(played.plan)}`);
  if (!isGood) console.error(tellFailure(played));
}

describe('a hundred runs in which processes are killed', { tags: ['engine.recovery.killed', 'proof.kill-runs', 'simulated'] }, () => {
  let outcome: Outcome;

  beforeAll(async () => {
    buildPrograms(TARGET.packages);
    outcome = await playAll(makePlans(SEED, RUNS, TARGET), { target: TARGET, parallel: AT_A_TIME, catchUp: true, onPlayed: tell });
    console.log(outcome.coverage.table());
  });

  it('leak nothing, launch nothing twice, forget no acknowledged request, and end', () => {
    expect(outcome.failed.map(tellFailure).join('\n')).toBe('');
    expect(outcome.runs.length).toBeGreaterThanOrEqual(RUNS);
  });

  it('kill at every named point of every operation, and let a process stand still at every one between its check and its call', () => {
    expect(outcome.coverage.missing().map(writePlan)).toEqual([]);
  });

  it('kill at times of no point, too', () => {
    expect(outcome.coverage.atTimes).toBeGreaterThan(0);
  });

  for (const { says, tags, points, kind } of SHOWN) {
    it(`keep every promise with ${says}`, { tags: [...tags] }, () => {
      const isMeant = ({ plan, killed }: Played): boolean =>
        kind === undefined
          ? killed.some(({ kill, done }) => done && kill.at === 'point' && points?.includes(kill.point) === true)
          : plan.kind === kind && (kind === 'paused' ? killed.slice(0, 1) : killed).some(({ done }) => done);
      const meant = outcome.runs.filter(isMeant);
      expect(meant.length).toBeGreaterThan(0);
      expect(meant.filter(({ violations }) => violations.length > 0).map(tellFailure)).toEqual([]);
    });
  }
});
