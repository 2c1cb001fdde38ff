import type { SweepEvent } from '@hostwright/core/provider';
import type { PassedCall } from '@hostwright/emulators/fault-proxy';
import awsProvider from '@hostwright/provider-aws';
import { newWrite, templateOf, type Connection } from '../plugin/connection.js';
import type { Cast, Keys, Step, World } from './step.js';

/** Ways to launch, all of them. */
export const HANDLERS = ['ec2-fleet', 'run-instances', 'auto-scaling-group', 'spot-fleet'] as const;

/** Of Spot Fleet. */
export const FLEET_ROLE = 'arn:aws:iam::123456789012:role/fleet';
/** One template for each way to launch. */
export const WAYS: Readonly<Record<string, Keys>> = {
  'an instant fleet': { handlers: ['ec2-fleet'] },
  'a request fleet': { handlers: ['ec2-fleet'], fleetType: 'request' },
  'a maintain fleet': { handlers: ['ec2-fleet'], fleetType: 'maintain' },
  RunInstances: { handlers: ['run-instances'] },
  'RunInstances on the spot market': { handlers: ['run-instances'], priceType: 'spot' },
  'an Auto Scaling group': { handlers: ['auto-scaling-group'] },
  'a Spot Fleet': { handlers: ['spot-fleet'], priceType: 'spot', fleetRole: FLEET_ROLE },
};

/** What a read is made with. */
export const read = (): { readonly signal: AbortSignal } => ({ signal: new AbortController().signal });

/** Launches one machine. */
export async function launch(by: Connection, keys: Keys): Promise<{ readonly machineIds: readonly string[]; readonly groupRef: string }> {
  const result = await (await by.prepare(keys, 1)).launch();
  return { machineIds: result.machines.map(({ machineId }) => machineId), groupRef: result.group?.groupRef ?? '' };
}

/** A template as the plugin takes it. */
export async function optionsOf({ cloud }: World, keys: Keys): Promise<unknown> {
  const result = await awsProvider.templateSchema['~standard'].validate({ ...templateOf(cloud), ...keys });
  if (result.issues !== undefined) throw new Error(JSON.stringify(result.issues));
  return result.value;
}

/** Lists everything of the deployment. @throws when something could not be listed */
export async function sweep({ provider }: Connection): Promise<readonly SweepEvent[]> {
  const events: SweepEvent[] = [];
  const scope = { kind: 'deployment', deploymentId: newWrite().header.deploymentId } as const;
  for await (const event of provider.machines.sweep({ ...read(), scope })) events.push(event);
  const end = events.at(-1);
  if (end?.type !== 'end' || end.outcome !== 'complete') throw new Error(end?.type === 'end' ? end.message : 'the sweep has no end');
  return events;
}

async function machineOf(owner: Connection, groupRef: string): Promise<string> {
  const pages = (await sweep(owner)).flatMap((event) => (event.type === 'page' ? event.machines : []));
  return pages.find((machine) => machine.groupRef === groupRef)?.machineId ?? '';
}

/** Ends a machine of a group that the owner launched. */
export function endsMemberOf(way: string): Step {
  return {
    name: `ends a machine of ${way}`,
    run: async ({ by, owner }) => {
      const { groupRef } = await launch(owner, WAYS[way] ?? {});
      const answers = await by.provider.machines.terminate({ ...newWrite(), machineIds: [await machineOf(owner, groupRef)] });
      for (const answer of answers) if (answer.outcome !== 'accepted') throw new Error(JSON.stringify(answer));
    },
  };
}

/** Deletes a group that the owner launched. */
export function cleansUp(way: string, kind: string): Step {
  return {
    name: `cleans up ${way}`,
    run: async ({ by, owner }) => {
      const { groupRef } = await launch(owner, WAYS[way] ?? {});
      await by.provider.machines.cleanUp?.({ ...newWrite(), ref: groupRef, kind });
    },
  };
}

/** Gives an order to a machine that the owner launched. */
export function orders(name: string, order: 'start' | 'stop' | 'restart' | 'terminate'): Step {
  return {
    name,
    run: async ({ by, owner }) => {
      const { machineIds } = await launch(owner, {});
      const input = { ...newWrite(), machineIds, force: false };
      const answers = (await by.provider.machines[order]?.(input)) ?? [];
      for (const answer of answers) if (answer.outcome !== 'accepted') throw new Error(JSON.stringify(answer));
    },
  };
}

/** A step without settings of its own. */
export function asks(name: string, ask: (cast: Cast) => Promise<unknown> | undefined): Step {
  return { name, run: async (cast) => ask(cast) };
}

/** Settings with the world's queue, where it has one. */
export function queueOf({ queueUrl }: World): Keys {
  return queueUrl === undefined ? {} : { eventQueueUrl: queueUrl };
}

/** Until what was read is taken off the queue, or that is refused: reading goes on for ever. */
export async function takeEvents({ by, world }: Cast): Promise<void> {
  const { proxy } = world.cloud;
  const before = proxy.calls().length;
  const stop = new AbortController();
  const fed = by.provider.machines.feed?.({ signal: stop.signal, emit: () => undefined });
  if (fed === undefined) return;
  await world.sendEvent?.();
  const isDone = ({ action, outcome }: PassedCall): boolean =>
    outcome === 403 || (action === 'DeleteMessageBatch' && outcome !== undefined);
  while (!proxy.calls().slice(before).some(isDone)) await new Promise((resolve) => setTimeout(resolve, 20));
  stop.abort();
  await fed;
}
