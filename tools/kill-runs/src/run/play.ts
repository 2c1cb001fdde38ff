import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { playColdCrowd, playCrowd } from '../operations/crowd.js';
import type { PlayOperation } from '../operations/operation.js';
import { OPERATIONS_PLAYED } from '../operations/operations.js';
import type { Kind, Plan } from '../plan/plan.js';
import { Witness } from '../preload/witness.js';
import type { Target } from '../target/target.js';
import { judgeRun } from '../verdict/judge-run.js';
import { readLines } from '../verdict/read-lines.js';
import { Agents } from './agents.js';
import { beside } from './beside.js';
import { finish } from './finish.js';
import { Halts } from './halts.js';
import { HostFactory } from './host-factory.js';
import { carryOut, type Killed, killAtPoint } from './killer.js';
import type { Programs } from './programs.js';
import { Recorder } from './recorder.js';
import type { Scene } from './scene.js';
import { configurationFolderOf, Site, watchFolderOf } from './site.js';

/** What came of a run. */
export interface Played {
  /** Name of the cloud that it went against. */
  readonly target: string;
  readonly plan: Plan;
  readonly folder: string;
  readonly killed: readonly Killed[];
  /** Points that processes of the operation came to while kills were carried out. */
  readonly reached: ReadonlySet<string>;
  /** What is wrong; empty for a run in which every promise was kept. */
  readonly violations: readonly string[];
}

/** One agent for each; agents of different runtime folders do not know of each other. */
const RUNTIMES: Readonly<Partial<Record<Kind, readonly string[]>>> = { inline: [], 'two-agents': ['a', 'b'] };

/** Kinds that say themselves what is played. */
const PLAYED_BY_KIND: Readonly<Partial<Record<Kind, PlayOperation>>> = { crowd: playCrowd, cold: playColdCrowd, 'cold-lsf': playColdCrowd };

/** Plays one plan in a folder of its own, lets everything end, and judges it. */
export async function play(
  plan: Plan,
  { folder, target, programs }: { readonly folder: string; readonly target: Target; readonly programs: Programs },
): Promise<Played> {
  const played = { target: target.name, plan, folder };
  const configurationFolder = configurationFolderOf(folder);
  for (const made of [configurationFolder, watchFolderOf(folder)]) mkdirSync(made, { recursive: true });
  const witness = new Witness(watchFolderOf(folder));
  const cloud = await target.open({ folder: configurationFolder, write: (facts) => witness.write(facts) });
  const site = new Site(folder, target, cloud, programs, plan.kind === 'inline' ? 'off' : 'auto');
  const recorder = new Recorder();
  const agents = new Agents(site, RUNTIMES[plan.kind] ?? ['a']);
  const hostFactory = new HostFactory(site, agents, recorder, plan.kind === 'cold-lsf' ? 'lsf' : 'symphony');
  const halts = new Halts(site.watchFolder);
  const over = new AbortController();
  let killing: Promise<readonly Killed[]> = Promise.resolve([]);
  let beganAtMs = Number.POSITIVE_INFINITY;
  const scene: Scene = {
    site,
    target,
    cloud,
    agents,
    hostFactory,
    held: new Map(),
    notes: [],
    killAt: (point) => killAtPoint(scene, halts, { point, pause: false }, over.signal),
    beginKills: () => {
      beganAtMs = Date.now();
      killing = carryOut(scene, halts, plan, over.signal);
      killing.catch(() => over.abort());
    },
  };
  try {
    await hostFactory.templates();
    const playing = PLAYED_BY_KIND[plan.kind] ?? OPERATIONS_PLAYED[plan.operation];
    await (plan.kind === 'several' ? beside(scene, () => playing(scene)) : playing(scene));
    over.abort();
    const killed = await killing;
    const endedAtMs = Date.now();
    scene.notes.push({ kind: 'faults-over', atMs: endedAtMs });
    await finish(scene);
    const lines = readLines(site.watchFolder);
    const reached = lines.flatMap((line) =>
      line.line === 'point' && line.atMs >= beganAtMs && line.atMs <= endedAtMs ? [line.point] : [],
    );
    const violations = await judgeRun(scene, { plan, recorder, lines });
    return { ...played, killed, reached: new Set(reached), violations };
  } catch (error) {
    return { ...played, killed: [], reached: new Set(), violations: [`the run did not end: ${(error as Error).message}`] };
  } finally {
    over.abort();
    agents.signal('SIGCONT');
    await agents.end('SIGKILL');
    await cloud.close();
    witness.close();
    recorder.writeTo(join(folder, 'calls.jsonl'));
  }
}
