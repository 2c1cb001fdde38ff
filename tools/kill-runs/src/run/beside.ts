import type { Scene } from './scene.js';

const CALLS = 3;

/** Plays an operation while three calls at a time work by themselves beside the agent, again and again. */
export async function beside(scene: Scene, play: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  const work = async (): Promise<void> => {
    while (!over.signal.aborted) await scene.hostFactory.nudge({ environment: scene.site.inlineEnvironment });
  };
  const playing = play().finally(() => over.abort());
  await Promise.all([playing, ...Array.from({ length: CALLS }, work)]);
}
