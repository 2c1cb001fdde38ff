import type { PlayOperation } from './operation.js';
import { endRequest } from './steps.js';

const MACHINES = 3;

/** Host Factory asks for machines. */
export const playRequest: PlayOperation = async (scene) => {
  await scene.agents.ensure();
  scene.beginKills();
  await endRequest(scene, await scene.hostFactory.request('plain', MACHINES), MACHINES);
};

/** The first launch gives a part of what was asked for; the rest comes from another offer. */
export const playTopUp: PlayOperation = async (scene) => {
  await scene.agents.ensure();
  await scene.cloud.giveOneOnly();
  scene.beginKills();
  await endRequest(scene, await scene.hostFactory.request('zones', MACHINES), MACHINES);
};
