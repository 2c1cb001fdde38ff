import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlan, writePlan } from './plan/plan.js';
import { buildPrograms } from './run/build-programs.js';
import { playAll, tellFailure } from './run/campaign.js';
import type { Played } from './run/play.js';
import { fakeEc2Target, motoTarget } from './target/aws/aws-target.js';
import type { Target } from './target/target.js';

const TARGETS = [motoTarget, fakeEc2Target];
/** Of each of the two, which are played at once: runs wait more than they work. */
const AT_A_TIME = 2 * availableParallelism();

/** Every way to launch, to end and to clean up, and around each of its calls somebody is killed. All other points are for `npm run test:soak`. */
const PLANS = [
  'request:cold',
  'request:cold-lsf',
  'request:paused:CreateFleet.before',
  'request:agent:accept-request.after:launch-sending.after:CreateFleet.before:CreateFleet.after:launch-answered.before',
  'top-up:agent:RunInstances.before:RunInstances.after:@700',
  'group:agent:CreateAutoScalingGroup.after:TerminateInstances.before:DeleteAutoScalingGroup.after',
  'return:agent:TerminateInstances.after:terminate-answered.before',
].map(readPlan);

/** What runs show, and by which of their kills: all of them at one of the points, or in runs of one kind. */
const SHOWN: readonly { readonly says: string; readonly tags: readonly string[]; readonly isMeant: (played: Played) => boolean }[] = [
  {
    says: '32 calls of Symphony at once, of a site that never had an agent',
    tags: ['hf.concurrency', 'fault.row-08'],
    isMeant: ({ plan }) => plan.kind === 'cold',
  },
  {
    says: '32 calls of LSF at once, of a site that never had an agent',
    tags: ['hf.concurrency', 'fault.row-08'],
    isMeant: ({ plan }) => plan.kind === 'cold-lsf',
  },
  {
    says: 'an engine that is killed right after EC2 has launched, by each way to launch',
    tags: ['aws.launch.once', 'fault.row-03'],
    isMeant: killedAt('CreateFleet.after', 'RunInstances.after', 'CreateAutoScalingGroup.after'),
  },
  {
    says: 'an engine that is killed right before its launch goes out',
    tags: ['aws.launch.once', 'fault.row-02'],
    isMeant: killedAt('launch-sending.after', 'CreateFleet.before', 'RunInstances.before'),
  },
  {
    says: 'an engine that is killed while machines end and their group is deleted',
    tags: ['aws.terminate'],
    isMeant: killedAt('TerminateInstances.before', 'TerminateInstances.after', 'DeleteAutoScalingGroup.after'),
  },
  {
    says: 'an engine that stands still between check and send while another takes over',
    tags: ['engine.one-writer', 'fault.row-30'],
    isMeant: ({ plan, killed }) => plan.kind === 'paused' && killed[0]?.done === true,
  },
];

function killedAt(...points: readonly string[]): (played: Played) => boolean {
  return ({ killed }) => killed.some(({ kill, done }) => done && kill.at === 'point' && points.includes(kill.point));
}

function tell({ target, plan, killed, violations }: Played): void {
  const outcome = violations.length === 0 ? 'ok' : 'FAILED';
  console.log(`${target}  ${outcome}  ${writePlan(plan)}  (${killed.filter(({ done }) => done).length} of ${plan.kills.length} kills)`);
}

const played = new Map<Target, readonly Played[]>();

beforeAll(async () => {
  buildPrograms([...new Set(TARGETS.flatMap(({ packages }) => packages))]);
  await Promise.all(
    TARGETS.map(async (target) => {
      const { runs } = await playAll(PLANS, { target, parallel: AT_A_TIME, catchUp: false, onPlayed: tell });
      played.set(target, runs);
    }),
  );
});

afterAll(async () => {
  for (const target of TARGETS) await target.close();
});

describe.each(TARGETS)('runs on $name in which processes are killed', { tags: ['aws.kill-runs', 'contract'] }, (target) => {
  let runs: readonly Played[];
  beforeAll(() => {
    runs = played.get(target) ?? [];
  });

  it('leak nothing, launch nothing twice, forget no acknowledged request, and end', () => {
    expect(
      runs
        .filter(({ violations }) => violations.length > 0)
        .map(tellFailure)
        .join('\n'),
    ).toBe('');
    expect(runs).toHaveLength(PLANS.length);
  });

  for (const { says, tags, isMeant } of SHOWN) {
    it(`keep every promise with ${says}`, { tags: [...tags] }, () => {
      const meant = runs.filter(isMeant);
      expect(meant.length).toBeGreaterThan(0);
      expect(meant.filter(({ violations }) => violations.length > 0).map(tellFailure)).toEqual([]);
    });
  }
});
