import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HostFactory } from './host-factory.js';
import { judgeRun } from './judge.js';
import { type Plan, Site } from './site.js';

/** What a scenario works with. */
export interface Scene {
  readonly site: Site;
  readonly hostFactory: HostFactory;
}

/** How a scenario is judged at its end. */
export interface Judging {
  /** `running`: requests may be open at the end; else every one is polled until it has ended. @default settled */
  readonly judged?: 'settled' | 'running';
  /** Time for which more machines than asked for may live. @default 0 */
  readonly surplusGraceMs?: number;
}

/** Plays a scenario in a site of its own. Whatever happens in it, the judge looks at the end, and everything is removed. */
export async function play(plan: Plan & Judging, scene: (scene: Scene) => Promise<void>): Promise<void> {
  const site = new Site(plan);
  const hostFactory = new HostFactory(site);
  try {
    await scene({ site, hostFactory });
    if (plan.judged !== 'running') for (const requestId of new Set(site.recorder.requestIds)) await hostFactory.end(requestId);
    await judgeSite(site, plan);
  } finally {
    await site.dispose();
  }
}

/** Where nothing was ever launched there may be no cloud to look at. */
async function judgeSite(site: Site, { judged = 'settled', surplusGraceMs = 0 }: Judging): Promise<void> {
  if (!existsSync(site.cloudFile)) return;
  const callsFile = join(site.root, 'calls.jsonl');
  site.recorder.write(callsFile);
  await judgeRun({ cloudFile: site.cloudFile, callsFile, settled: judged === 'settled', surplusGraceMs });
}
