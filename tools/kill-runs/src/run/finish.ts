import { giveBack, workUntil } from '../operations/steps.js';
import type { Scene } from './scene.js';
import { readStore } from './store-view.js';

/** Nobody kills any more: gives back what is held, and waits until nothing is open, neither in the cloud nor in the store. */
export async function finish(scene: Scene): Promise<void> {
  const { agents, cloud, held, hostFactory, site } = scene;
  await agents.ensure();
  await giveBack(scene, [...held.values()]);
  await workUntil(
    scene,
    'the end of all work',
    async () => (await cloud.machines()).every(({ alive }) => !alive) && readStore(site.storeFile).open === 0,
  );
  await hostFactory.askAgain();
  await agents.end('SIGTERM');
}
