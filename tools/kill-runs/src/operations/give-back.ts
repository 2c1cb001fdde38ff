import type { PlayOperation } from './operation.js';
import { endRequest, giveBack, haveMachines, workUntil } from './steps.js';

const MACHINES = 3;

/** Host Factory gives machines back. */
export const playReturn: PlayOperation = async (scene) => {
  const machines = await haveMachines(scene, 'plain', MACHINES);
  scene.beginKills();
  await giveBack(scene, machines);
  await workUntil(scene, 'the end of the machines', async () => (await scene.cloud.machines()).every(({ alive }) => !alive));
};

/** Machines come as a group, which is deleted when the last of them is given back. */
export const playGroup: PlayOperation = async (scene) => {
  await scene.agents.ensure();
  scene.beginKills();
  const machines = await endRequest(scene, await scene.hostFactory.request('group', MACHINES), MACHINES);
  await giveBack(scene, machines);
  await workUntil(scene, 'the end of the group', async () => {
    const objects = await scene.cloud.objects();
    return objects.every(({ kind, alive }) => kind !== 'group' || !alive);
  });
};
