import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fact, judge, writeFacts } from '@hostwright/history';
import type { Plan } from '../plan/plan.js';
import type { Line } from '../preload/lines.js';
import type { Recorder } from '../run/recorder.js';
import { runProgram } from '../run/run-program.js';
import type { Scene } from '../run/scene.js';
import { readStore } from '../run/store-view.js';
import type { CloudMachine } from '../target/target.js';
import { lateAdoptions } from './adoption.js';
import { disagreements } from './disagreements.js';
import { type Remains, toHistory } from './history.js';

/** What a verdict goes by beside the cloud and the store. */
interface Evidence {
  readonly plan: Plan;
  readonly recorder: Recorder;
  readonly lines: readonly Line[];
}

/** A call that was sent too late by a process that stood still may start machines that nobody waits for any more: they are given back. */
const PAUSED_SURPLUS_MS = 60_000;

/** Lets every judge look at a run that has ended, and answers all that they found. */
export async function judgeRun(scene: Scene, { plan, recorder, lines }: Evidence): Promise<readonly string[]> {
  const { site, target, cloud } = scene;
  const { calls, lagMs } = target;
  const store = readStore(site.storeFile);
  const machines = await cloud.machines();
  const objects = await cloud.objects();
  return [
    ...(await judgeCalls(scene, plan, recorder)),
    ...disagreements({ machines, objects, store, acknowledged: recorder.acknowledged }),
    ...lateAdoptions(lines, machines, { list: calls.list, sinceMs: lostAtMs(scene), lagMs }),
    ...judgeHistory(scene, {
      ...store,
      lines,
      calls: recorder.calls,
      machines,
      objects,
      notes: [worldOf(scene, machines), ...scene.notes],
      names: calls,
    }),
  ];
}

/** By the same rules as simulated histories. */
function judgeHistory({ site }: Scene, remains: Remains): readonly string[] {
  const history = toHistory(remains);
  writeFileSync(join(site.root, 'history.jsonl'), writeFacts(history));
  return judge(history).map(({ invariant, message }) => `${invariant}: ${message}`);
}

function worldOf({ site, target: { createdWithinMs, visibilityHorizonMs } }: Scene, machines: readonly CloudMachine[]): Fact {
  const { transportDeadlineMs, bootTimeoutMs } = site.timing;
  return {
    kind: 'world',
    atMs: 0,
    deploymentId: machines[0]?.deploymentId ?? '',
    transportDeadlineMs,
    bootTimeoutMs,
    visibilityHorizonMs,
    createdWithinMs,
  };
}

function lostAtMs({ notes }: Scene): number {
  return notes.find(({ kind }) => kind === 'store-replaced')?.atMs ?? 0;
}

/** What Host Factory was told against what the cloud had: by a program that shares no code with the product. */
async function judgeCalls({ site, cloud }: Scene, { kind }: Plan, recorder: Recorder): Promise<readonly string[]> {
  const calls = join(site.root, 'calls.jsonl');
  recorder.writeTo(calls);
  const grace = kind === 'paused' ? PAUSED_SURPLUS_MS : 0;
  const words = [
    site.programs.judgePath,
    ...(await cloud.judgedBy(site.root)),
    '--calls',
    calls,
    '--settled',
    '--surplus-grace-ms',
    String(grace),
  ];
  const { exitCode, stdout, stderr } = await runProgram({ words, environment: {} });
  if (exitCode === 0) return [];
  const found = stdout.split('\n').filter((line) => line.startsWith('VIOLATION '));
  return found.length > 0 ? found.map((line) => `judge: ${line.slice('VIOLATION '.length)}`) : [`the judge could not judge: ${stderr}`];
}
