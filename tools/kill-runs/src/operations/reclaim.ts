import { until } from '../run/until.js';
import type { PlayOperation } from './operation.js';
import { giveBack, haveMachines } from './steps.js';

/** The cloud takes a machine back: Host Factory hears of it, and returns it. */
export const playReclaim: PlayOperation = async (scene) => {
  const machines = await haveMachines(scene, 'spot', 2);
  const [taken] = machines;
  if (taken === undefined) throw new Error('no machine was given that could be taken back');
  scene.beginKills();
  await scene.cloud.reclaim(taken.machineId);
  await until(`word of the end of ${taken.name}`, async () => {
    await scene.agents.ensure();
    return (await scene.hostFactory.wantedBack(machines)).includes(taken.name) || undefined;
  });
  await giveBack(scene, [taken]);
};
