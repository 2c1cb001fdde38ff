import type { PlayOperation } from './operation.js';
import { endRequest, workUntil } from './steps.js';

/** An operator cancels a request whose machines are on their way. */
export const playCancel: PlayOperation = async (scene) => {
  await scene.agents.ensure();
  await scene.cloud.holdBoots();
  scene.beginKills();
  const requestId = await scene.hostFactory.request('plain', 2);
  await workUntil(scene, 'machines that boot', async () => (await scene.cloud.machines()).length > 0);
  scene.notes.push({ kind: 'asked', what: 'cancel', atMs: Date.now(), requestId });
  await scene.hostFactory.command(['requests', 'cancel', requestId, '--config', scene.site.configurationFolder]);
  await endRequest(scene, requestId);
  await workUntil(scene, 'the end of the machines', async () => (await scene.cloud.machines()).every(({ alive }) => !alive));
};
