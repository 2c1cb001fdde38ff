import type { PlayOperation } from './operation.js';
import { endRequest } from './steps.js';

const PROCESSES = 32;

/** 32 calls at once, each a process of its own. */
export const playCrowd: PlayOperation = async (scene) => {
  await scene.agents.ensure();
  scene.beginKills();
  const environment = scene.site.environment();
  const calls = Array.from({ length: PROCESSES }, () => scene.hostFactory.request('plain', 1, { environment }));
  for (const requestId of await Promise.all(calls)) await endRequest(scene, requestId, 1);
};
