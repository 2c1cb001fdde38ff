import { endRequest } from './steps.js';
import type { PlayOperation } from './operation.js';

const PROCESSES = 32;

/** 32 calls at once, each a process of its own. */
export const playCrowd: PlayOperation = async (scene) => {
  await scene.agents.ensure();
  await playColdCrowd(scene);
};

/** The same where no agent ever was: which of the calls starts it is theirs to settle. Nothing beside what was asked for is ever launched. */
export const playColdCrowd: PlayOperation = async (scene) => {
  scene.beginKills();
  const environment = scene.site.environment();
  const calls = Array.from({ length: PROCESSES }, () => scene.hostFactory.request('plain', 1, { environment }));
  for (const requestId of await Promise.all(calls)) await endRequest(scene, requestId, 1);
  const { length: launched } = await scene.cloud.machines();
  if (launched !== PROCESSES) throw new Error(`${launched} machines were launched for ${PROCESSES} calls`);
};
