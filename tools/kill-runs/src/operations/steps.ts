import type { ToldMachine } from '../run/host-factory.js';
import type { Scene } from '../run/scene.js';
import { until } from '../run/until.js';

/**
 * Waits for the end of a request, and keeps in mind which machines it gave.
 *
 * @param wanted - machines that the cloud has room for; undefined where fewer are no failure
 * @throws {Error} fewer were given
 */
export async function endRequest(scene: Scene, requestId: string, wanted?: number): Promise<readonly ToldMachine[]> {
  const { machines, message } = await scene.hostFactory.end(requestId);
  const given = machines.filter(({ result }) => result === 'succeed');
  for (const machine of given) scene.held.set(machine.machineId, machine);
  if (wanted !== undefined && given.length !== wanted)
    throw new Error(`${requestId} got ${given.length} of ${wanted} machines: ${message}`);
  return given;
}

/** Machines of a template, once they are there. */
export async function haveMachines(scene: Scene, templateId: string, count: number): Promise<readonly ToldMachine[]> {
  await scene.agents.ensure();
  return endRequest(scene, await scene.hostFactory.request(templateId, count), count);
}

/** Gives machines back, and waits for the end of that. */
export async function giveBack(scene: Scene, machines: readonly ToldMachine[]): Promise<void> {
  if (machines.length === 0) return;
  const requestId = await scene.hostFactory.giveBack(machines);
  for (const { machineId } of machines) scene.held.delete(machineId);
  await scene.hostFactory.end(requestId);
}

/** Keeps the work going until something holds. Where every call works by itself, only calls bring anything forward: those that Host Factory makes. */
export async function workUntil(scene: Scene, what: string, holds: () => Promise<boolean>): Promise<void> {
  await until(what, async () => {
    if (await holds()) return true;
    await scene.agents.ensure();
    if (scene.site.mode === 'off') await scene.hostFactory.nudge();
    return (await holds()) || undefined;
  });
}
