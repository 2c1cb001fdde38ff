import { appendFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { makePlans } from './plan/make-plans.js';
import { type Plan, readPlan, writePlan } from './plan/plan.js';
import { buildPrograms } from './run/build-programs.js';
import { type Outcome, playAll, tellFailure } from './run/campaign.js';
import type { Played } from './run/play.js';
import type { Target } from './target/target.js';
import { shareOut, TARGETS, targetNamed } from './target/targets.js';

const ALL = 'all';

const USAGE = `Usage: node tools/kill-runs/run.mjs [--target NAME] [--runs N] [--seed N] [--log FILE] [--parallel N]
       node tools/kill-runs/run.mjs [--target NAME] --plan PLAN
Plays runs in which processes are killed, and judges each. Ends with 0 when every promise was kept, with 1 when one was broken.
Ctrl-C lets the runs end that are under way, and says how all of them went.
  --target NAME the cloud: ${TARGETS.map(({ name }) => name).join(', ')} (default: ${TARGETS[0]?.name}), or ${ALL}, which share the runs
  --runs N      how many (default 100)
  --seed N      decides their plans, 32 bits (default: the time)
  --log FILE    a line of JSON for each run is appended
  --parallel N  runs at a time (default: three for each processor)
  --plan PLAN   plays this one: what a failing run prints`;

/** Runs a campaign as the command line says. @returns the exit code */
export async function main(words: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      target: { type: 'string', default: TARGETS[0]?.name ?? '' },
      runs: { type: 'string', default: '100' },
      seed: { type: 'string', default: String(Date.now() % 2 ** 32) },
      log: { type: 'string' },
      parallel: { type: 'string', default: String(3 * availableParallelism()) },
      plan: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const targets = values.target === ALL ? TARGETS : [targetNamed(values.target)];
  const runs = wholeNumber('--runs', values.runs, 1, 1_000_000);
  const seed = wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1);
  const parallel = wholeNumber('--parallel', values.parallel, 1, 64);
  const plan = values.plan === undefined ? undefined : readPlan(values.plan);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  buildPrograms([...new Set(targets.flatMap(({ packages }) => packages))]);
  const ends: Outcome[] = [];
  for (const [target, share] of shareOut(runs, targets)) {
    const plans = plan === undefined ? makePlans(seed, share, target) : [plan];
    ends.push(await playAgainst(target, plans, { parallel, signal: stop.signal, single: plan !== undefined, seed, log: values.log }));
  }
  const [all, failed] = [ends.flatMap((end) => end.runs), ends.flatMap((end) => end.failed)];
  console.log(`${all.length - failed.length} passed, ${failed.length} failed, 0 skipped`);
  return failed.length === 0 ? 0 : 1;
}

interface Manner {
  readonly parallel: number;
  readonly signal: AbortSignal;
  /** One plan of somebody's own, and no campaign. */
  readonly single: boolean;
  readonly seed: number;
  readonly log: string | undefined;
}

async function playAgainst(target: Target, plans: readonly Plan[], { parallel, signal, single, seed, log }: Manner): Promise<Outcome> {
  try {
    const onPlayed = (played: Played, number: number): void => tell(played, number, seed, log);
    const outcome = await playAll(plans, { target, parallel, signal, catchUp: !single && plans.length >= 100, onPlayed });
    if (!single) console.log(`${target.name}\n${outcome.coverage.table()}\nseed ${seed}`);
    return outcome;
  } finally {
    await target.close();
  }
}

function tell(played: Played, number: number, seed: number, log: string | undefined): void {
  const { target, plan, killed, violations } = played;
  const done = killed.filter((kill) => kill.done).length;
  const outcome = violations.length === 0 ? 'ok    ' : 'FAILED';
  console.log(`${target} ${number}  ${outcome}  ${writePlan(plan)}  (${done} of ${plan.kills.length} kills)`);
  if (violations.length > 0) console.log(tellFailure(played));
  if (log === undefined) return;
  const line = { at: new Date().toISOString(), target, seed, number, plan: writePlan(plan), killed: done, violations };
  appendFileSync(log, `${JSON.stringify(line)}\n`);
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${option} is "${text}": give a whole number from ${least} to ${most}.\n${USAGE}`);
}
