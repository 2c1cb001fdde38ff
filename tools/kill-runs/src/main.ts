import { appendFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { makePlans } from './plan/make-plans.js';
import { readPlan, writePlan } from './plan/plan.js';
import { buildProgram } from './run/build-program.js';
import { playAll, tellFailure } from './run/campaign.js';
import type { Played } from './run/play.js';
import { mockTarget } from './target/mock-target.js';

const USAGE = `Usage: node tools/kill-runs/run.mjs [--runs N] [--seed N] [--log FILE] [--parallel N]
       node tools/kill-runs/run.mjs --plan PLAN
Plays runs in which processes are killed, and judges each. Ends with 0 when every promise was kept, with 1 when one was broken.
Ctrl-C lets the runs end that are under way, and says how all of them went.
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
  const seed = wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1);
  const plans =
    values.plan === undefined ? makePlans(seed, wholeNumber('--runs', values.runs, 1, 1_000_000), mockTarget) : [readPlan(values.plan)];
  const parallel = wholeNumber('--parallel', values.parallel, 1, 64);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  buildProgram();
  const { runs, failed, coverage } = await playAll(plans, {
    target: mockTarget,
    parallel,
    signal: stop.signal,
    catchUp: values.plan === undefined && plans.length >= 100,
    onPlayed: (played, number) => tell(played, number, seed, values.log),
  });
  if (values.plan === undefined) console.log(`${coverage.table()}\nseed ${seed}`);
  console.log(`${runs.length - failed.length} passed, ${failed.length} failed, 0 skipped`);
  return failed.length === 0 ? 0 : 1;
}

function tell(played: Played, number: number, seed: number, log: string | undefined): void {
  const { plan, killed, violations } = played;
  const done = killed.filter((kill) => kill.done).length;
  console.log(`${number}  ${violations.length === 0 ? 'ok    ' : 'FAILED'}  ${writePlan(plan)}  (${done} of ${plan.kills.length} kills)`);
  if (violations.length > 0) console.log(tellFailure(played));
  if (log === undefined) return;
  const line = { at: new Date().toISOString(), seed, number, plan: writePlan(plan), killed: done, violations };
  appendFileSync(log, `${JSON.stringify(line)}\n`);
}

function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${option} is "${text}": give a whole number from ${least} to ${most}.\n${USAGE}`);
}
