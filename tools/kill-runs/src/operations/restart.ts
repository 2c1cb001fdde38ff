import type { PlayOperation } from './operation.js';
import { endRequest } from './steps.js';

const MACHINES = 2;

/** The agent died with a request open; what follows happens while another one starts. */
export const playRestart: PlayOperation = async (scene) => {
  await scene.agents.ensure();
  // Before it did anything about the request: all of that happens after the restart.
  const killed = scene.killAt('launch-intent.before');
  const requestId = await scene.hostFactory.request('plain', MACHINES);
  await killed;
  await scene.agents.end('SIGKILL');
  scene.beginKills();
  await endRequest(scene, requestId, MACHINES);
};
