import { isCommit, isLaunchCall, onlyRefused, restartLater, someTime, stopAnyEngine, type Row, type Scene } from './scene.js';

function killAt(scene: Scene, matches: Parameters<typeof stopAnyEngine>[1]): void {
  stopAnyEngine(scene, matches, undefined, () => restartLater(scene));
}

/** Rows in which a process dies. */
export const CRASHES = {
  'row-01': {
    title: 'crash before intent commit',
    injects: 'an engine dies in the transaction that saves a new intent; it is undone',
    act: (scene) => killAt(scene, (point) => isCommit(point, 'before-commit', 'intent:launch:preparing')),
  },
  'row-02': {
    title: 'crash after intent, before call',
    injects: 'an engine dies right after it committed an intent, a document, or an attempt',
    act: (scene) => {
      const word =
        scene.choices.pick(['intent:launch:preparing', 'intent:launch:prepared', 'attempt:sending', 'intent:terminate:preparing']) ?? '';
      killAt(scene, (point) => isCommit(point, 'after-commit', word) || isCommit(point, 'after-commit', 'attempt:sending'));
    },
  },
  'row-03': {
    title: 'crash during call or after effect',
    injects: 'an engine dies after the cloud did what it was asked, before the answer reached it',
    act: (scene) =>
      killAt(
        scene,
        (point) =>
          isLaunchCall(point, 'after-call') ||
          (point.at === 'after-call' && point.action === 'TerminateInstances' && scene.choices.chance(0.3)),
      ),
  },
  'row-04': {
    title: 'crash after response, before record',
    injects: 'an engine dies in the transaction that records an answer; it is undone',
    act: (scene) => killAt(scene, (point) => isCommit(point, 'before-commit', 'attempt:answered')),
  },
  'row-05': {
    title: 'crash between record and stdout',
    injects: 'a caller dies right after its request was committed, and is run again with the same call id',
    act: (scene) => {
      const { caller, choices, fire } = scene;
      const meddle: Parameters<typeof caller.ask>[2] = {
        meddle: (process) =>
          process.interrupt({ matches: (point) => isCommit(point, 'after-commit', 'request:open'), pauseMs: undefined, onHit: fire }),
      };
      scene.at(someTime(scene), () => caller.ask('plain', choices.between(1, 2), meddle));
    },
  },
  'row-25': {
    title: 'server restart in the middle of provisioning',
    injects: 'all engines end in an orderly way while something is under way, and others start',
    act: (scene) => {
      const { world, fire } = scene;
      scene.at(someTime(scene), () => {
        fire();
        for (const running of world.engines) running.stop.abort();
        scene.at(200, () => void world.startEngine());
        scene.at(600, () => void world.startEngine());
      });
    },
  },
  'row-41': {
    title: 'the site ends all processes after each call; the host fails over',
    injects: 'all engines are killed at random moments; an engine of a single call works on for a bounded time',
    act: (scene) => {
      const { world, choices, fire } = scene;
      const clean = (): void => {
        fire();
        for (const running of world.engines) world.kill(running);
        void drive(scene);
        if (choices.chance(0.6)) scene.at(choices.between(500, 2_000), clean);
        else scene.at(1_000, () => void world.startEngine());
      };
      scene.at(someTime(scene), clean);
    },
  },
} as const satisfies Record<string, Row>;

/** What a call does where no process may stay: it works for some seconds itself. */
async function drive({ world, choices }: Scene): Promise<void> {
  const running = await world.makeEngine();
  running.stop.abort();
  world.enlist(running);
  const deadlineMs = choices.between(700, 2_600);
  const endsAtMs = world.time.elapsedMs + choices.between(300, 4_000);
  const stop = new AbortController();
  const until = async (): Promise<boolean> => world.time.elapsedMs >= endsAtMs;
  if (choices.chance(0.2)) world.time.after(choices.between(0, 1_500), () => stop.abort());
  await running.engine.drive(choices.chance(0.5) ? { deadlineMs } : { deadlineMs, until, signal: stop.signal }).catch(onlyRefused);
  if (running.process.alive && choices.chance(0.2)) await running.engine.drive({ deadlineMs: 300 }).catch(onlyRefused);
  if (running.process.alive && choices.chance(0.3)) await running.engine.dispose();
  if (running.process.alive) world.kill(running);
}
