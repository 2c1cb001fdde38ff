import type { Scene } from './scene.js';
import { readStore } from './store-view.js';
import { until } from './until.js';

/** Lets calls that work by themselves take over from an agent that stands still, once its lease has run out. */
export async function takeOver(scene: Scene): Promise<void> {
  const before = readStore(scene.site.storeFile).epoch;
  await until('another process that takes over', async () => {
    await scene.hostFactory.nudge({ environment: scene.site.inlineEnvironment });
    return readStore(scene.site.storeFile).epoch > before || undefined;
  });
}
