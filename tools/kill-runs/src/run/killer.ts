import { setTimeout as sleep } from 'node:timers/promises';
import type { Kill, Plan } from '../plan/plan.js';
import { signalProcessOf } from './processes.js';
import type { Halts } from './halts.js';
import type { Scene } from './scene.js';
import { takeOver } from './take-over.js';

/** What became of a kill. */
export interface Killed {
  readonly kill: Kill;
  /** False where no process reached the point before the operation was over. */
  readonly done: boolean;
}

/** Carries out the kills of a plan, in whatever order processes come to them, until the signal says that the operation is over. */
export async function carryOut(scene: Scene, halts: Halts, { kind, kills }: Plan, signal: AbortSignal): Promise<readonly Killed[]> {
  return Promise.all(
    kills.map(async (kill, index): Promise<Killed> => {
      const pause = kind === 'paused' && index === 0;
      const done =
        kill.at === 'time'
          ? await killAtTime(scene, kill.afterMs, signal)
          : await killAtPoint(scene, halts, { point: kill.point, pause }, signal);
      return { kill, done };
    }),
  );
}

/** Kills the first process that comes to a point, or lets it stand still there while another one takes over. Answers whether one came. */
export async function killAtPoint(
  scene: Scene,
  halts: Halts,
  { point, pause }: { readonly point: string; readonly pause: boolean },
  signal: AbortSignal,
): Promise<boolean> {
  const number = halts.arm(point);
  const halted = await halts.halted(number, signal);
  if (halted === undefined) return false;
  const { watchFolder } = scene.site;
  if (pause) {
    signalProcessOf(watchFolder, halted.pid, 'SIGSTOP');
    await takeOver(scene);
    halts.release(number);
    return signalProcessOf(watchFolder, halted.pid, 'SIGCONT');
  }
  return signalProcessOf(watchFolder, halted.pid, 'SIGKILL');
}

/** Whoever is at work then: a call that is being answered, else the agents. */
async function killAtTime(scene: Scene, afterMs: number, signal: AbortSignal): Promise<boolean> {
  await sleep(afterMs, undefined, { signal }).catch(() => undefined);
  if (signal.aborted) return false;
  const pids = [...scene.hostFactory.running.slice(0, 1), ...scene.agents.pids];
  return pids.map((pid) => signalProcessOf(scene.site.watchFolder, pid, 'SIGKILL')).some(Boolean);
}
