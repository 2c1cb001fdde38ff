import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Site } from '../run/site.js';
import type { PlayOperation } from './operation.js';
import { haveMachines } from './steps.js';

/** The store is lost while machines live; it is rebuilt from what the cloud shows. */
export const playRebuild: PlayOperation = async (scene) => {
  await haveMachines(scene, 'plain', 2);
  await scene.agents.end('SIGTERM');
  loseStore(scene.site);
  scene.notes.push({ kind: 'store-replaced', atMs: Date.now(), how: 'emptied' });
  scene.beginKills();
  await scene.hostFactory.command(['store', 'rebuild', '--config', scene.site.configurationFolder]);
  await haveMachines(scene, 'plain', 1);
};

/** Removes the store as a clean-up of the work directory might. */
function loseStore({ workFolder }: Site): void {
  for (const name of readdirSync(workFolder)) if (name.startsWith('hostwright.db')) rmSync(join(workFolder, name));
}
