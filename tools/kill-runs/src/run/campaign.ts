import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Coverage } from '../plan/coverage.js';
import { type Plan, writePlan } from '../plan/plan.js';
import type { Target } from '../target/target.js';
import { play, type Played } from './play.js';
import { preparePrograms, type Programs } from './programs.js';

/** What a campaign is told beside its plans. */
export interface CampaignOptions {
  readonly target: Target;
  /** Runs at a time: they wait more than they work. */
  readonly parallel: number;
  /** Once aborted no further run begins; those that are under way come to their end. @default never */
  readonly signal?: AbortSignal;
  /** Told of each run when it is over. */
  readonly onPlayed: (played: Played, number: number) => void;
}

/** What a campaign came to. */
export interface Outcome {
  readonly runs: readonly Played[];
  readonly failed: readonly Played[];
  readonly coverage: Coverage;
}

/** Times that a point at which nobody was killed is tried again. */
const CATCH_UPS = 3;

/** Plays all plans, then what their kills missed; keeps the folders of runs that failed. */
export async function playAll(plans: readonly Plan[], options: CampaignOptions & { readonly catchUp: boolean }): Promise<Outcome> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hwk-')));
  const programs = await preparePrograms(folder);
  const coverage = new Coverage(options.target);
  const failed: Played[] = [];
  const runs: Played[] = [];
  const take = (played: Played): void => {
    runs.push(played);
    coverage.add(played.plan, played.killed, played.reached);
    if (played.violations.length > 0) failed.push(played);
    else rmSync(played.folder, { recursive: true, force: true });
    options.onPlayed(played, runs.length);
  };
  await playSome(plans, folder, programs, options, take);
  const mayGoOn = (): boolean => failed.length === 0 && options.signal?.aborted !== true;
  for (let round = 0; options.catchUp && round < CATCH_UPS && mayGoOn(); round += 1) {
    await playSome(coverage.missing(), join(folder, `again-${round}`), programs, options, take);
  }
  if (failed.length === 0) rmSync(folder, { recursive: true, force: true });
  return { runs, failed, coverage };
}

async function playSome(
  plans: readonly Plan[],
  folder: string,
  programs: Programs,
  { target, parallel, signal }: CampaignOptions,
  take: (played: Played) => void,
): Promise<void> {
  let next = 0;
  const nextPlan = (): Plan | undefined => (signal?.aborted === true ? undefined : plans[next]);
  const work = async (): Promise<void> => {
    for (let plan = nextPlan(); plan !== undefined; plan = nextPlan()) {
      next += 1;
      take(await play(plan, { folder: join(folder, String(next)), target, programs }));
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
}

/** What a failing run has to say, and the command that repeats it. */
export function tellFailure({ target, plan, folder, violations }: Played): string {
  const command = `node tools/bootstrap.mjs node tools/kill-runs/run.mjs --target ${target} --plan ${writePlan(plan)}`;
  return [...violations, `its folder is ${folder}; again: ${command}`].map((line) => `  ${line}`).join('\n');
}
