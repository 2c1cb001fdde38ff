import { newWrite } from '../plugin/connection.js';
import type { Cast, Step } from './step.js';
import {
  asks,
  cleansUp,
  endsMemberOf,
  FLEET_ROLE,
  HANDLERS,
  launch,
  optionsOf,
  orders,
  queueOf,
  read,
  sweep,
  takeEvents,
  WAYS,
} from './steps.js';

let keyPairs = 0;

/** All that the plugin does, each thing by itself. */
export const LIFE: readonly Step[] = [
  ...Object.entries(WAYS).map(([way, keys]) => ({
    name: `launches by ${way}`,
    run: async ({ by, world }: Cast) =>
      launch(by, { ...keys, keyName: world.cloud.network.keyName, instanceProfile: world.cloud.network.instanceProfile }),
  })),
  asks('launches from a launch template of the user’s', async ({ by, world }) =>
    launch(by, { launchTemplateId: await world.userTemplate() }),
  ),
  {
    name: 'makes a key pair',
    run: async ({ by }) => launch(by, { keyName: `key-${(keyPairs += 1)}` }),
    settings: ({ folder }) => ({ keyFolder: folder }),
  },
  asks('validates a template', async ({ by, world }) => {
    const options = await optionsOf(world, { keyName: world.cloud.network.keyName, handlers: HANDLERS, fleetRole: FLEET_ROLE });
    return by.provider.machines.validate({ ...read(), options });
  }),
  asks('launches an image by its parameter', async ({ by }) =>
    launch(by, { imageId: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' }),
  ),
  asks('launches an image by its name', async ({ by }) => launch(by, { imageId: undefined, imageName: 'amzn2-*' })),
  asks('launches into a placement group', ({ by }) => launch(by, { placementGroupName: 'near' })),
  asks('validates a placement group', async ({ by, world }) =>
    by.provider.machines.validate({ ...read(), options: await optionsOf(world, { placementGroupName: 'near' }) }),
  ),
  asks('inspects', async ({ by, owner }) => by.provider.machines.inspect({ ...read(), machineIds: (await launch(owner, {})).machineIds })),
  {
    name: 'sweeps',
    run: async ({ by, owner }) => {
      for (const keys of Object.values(WAYS)) await launch(owner, keys);
      return sweep(by);
    },
  },
  orders('ends machines', 'terminate'),
  orders('stops machines', 'stop'),
  orders('starts machines', 'start'),
  orders('restarts machines', 'restart'),
  endsMemberOf('an Auto Scaling group'),
  endsMemberOf('a maintain fleet'),
  cleansUp('an Auto Scaling group', 'auto-scaling-group'),
  cleansUp('a request fleet', 'fleet'),
  cleansUp('a Spot Fleet', 'spot-fleet'),
  asks('cleans up a volume', async ({ by, world }) =>
    by.provider.machines.cleanUp?.({ ...newWrite(), ref: await world.leaveVolume(), kind: 'volume' }),
  ),
  asks('cleans up a launch template', async ({ by, world }) =>
    by.provider.machines.cleanUp?.({ ...newWrite(), ref: await world.userTemplate(), kind: 'launch-template' }),
  ),
  asks('takes over a machine', async ({ by, world }) => {
    const answers = await by.provider.machines.adopt?.({ ...newWrite(), machineIds: [await world.foreignMachine()], tags: [] });
    for (const answer of answers ?? []) if (answer.outcome !== 'adopted') throw new Error(JSON.stringify(answer));
  }),
  ...['a request fleet', 'a Spot Fleet', 'an Auto Scaling group'].map((way) =>
    asks(`reads who belongs to ${way}`, async ({ by, owner }) => {
      const { groupRef } = await launch(owner, WAYS[way] ?? {});
      return by.provider.machines.members?.({ ...read(), groupRef });
    }),
  ),
  asks('reads zones', ({ by }) => by.provider.catalog.zones(read())),
  asks('reads offers', ({ by }) => by.provider.catalog.offers({ ...read(), filter: { machineTypes: ['m5.large'] } })),
  asks('reads the sizes that fit requirements', async ({ by, world }) => {
    const requirements = { minVcpus: 2, maxVcpus: 4, minMemoryMib: 4_096 };
    return by.provider.catalog.shape({
      ...read(),
      options: await optionsOf(world, { vmType: undefined, instanceRequirements: requirements }),
    });
  }),
  asks('reads quotas', ({ by }) => by.provider.catalog.quotas(read())),
  asks('suggests templates', ({ by }) => by.provider.suggest?.(read())),
  {
    name: 'reads its queue',
    settings: queueOf,
    run: takeEvents,
  },
  {
    name: 'tells its health',
    settings: queueOf,
    run: async ({ by }) => by.provider.health(read()),
  },
];
