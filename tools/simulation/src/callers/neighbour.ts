import mock from '@hostwright/provider-mock';
import { isProviderError } from '@hostwright/core';
import { OTHERS_TOKEN } from '../world/cloud-watch.js';
import type { World } from '../world/world.js';

/** What another host factory has made in our account: machines of one group. */
export interface Neighbours {
  readonly groupRef: string | undefined;
  readonly machineIds: readonly string[];
}

/** What the other one launches. */
interface Order {
  readonly machines: number;
  readonly launchAs: 'fleet' | 'refilling-group';
  /** It is one of ours, of another deployment; undefined: it knows nothing of our tags. */
  readonly deploymentId?: string;
}

const HEADER = {
  deploymentId: 'f0'.repeat(16),
  incarnation: 'neighbour-0001',
  requestId: 'req-neighbour',
  intentId: 'int-neighbour',
  sequence: 1,
  generation: 1,
} as const;

/** Launches a group as another host factory does in the same account. Undefined where the cloud fails it, as it may fail anybody. */
export async function launchAsNeighbour(world: World, { machines, launchAs, deploymentId }: Order): Promise<Neighbours | undefined> {
  const { signal } = new AbortController();
  const provider = mock.create(world.settings as Parameters<typeof mock.create>[0], contextOf(world));
  try {
    const options = optionsOf({ machineType: 'mock.small', launchAs });
    const write = {
      header: { ...HEADER, ...(deploymentId === undefined ? {} : { deploymentId }) },
      token: `${OTHERS_TOKEN}-${deploymentId ?? ''}`,
      attempt: 'neighbour-attempt' as never,
      signal,
    };
    const [offer] = await provider.machines.offers({ options, signal });
    if (offer === undefined) return undefined;
    const spec = { templateId: 'neighbour', options, tags: [], userData: undefined };
    const prepared = await provider.machines.prepare({ ...write, spec, offer, units: machines });
    const launched = await provider.machines.launch({
      ...write,
      prepared: deploymentId === undefined ? untagged(prepared) : prepared,
      part: 0,
    });
    return { groupRef: launched.group?.groupRef, machineIds: launched.machines.map(({ machineId }) => machineId) };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return undefined;
  } finally {
    await provider.dispose?.();
  }
}

type Prepared = Awaited<ReturnType<ReturnType<typeof mock.create>['machines']['prepare']>>;

/** Others know nothing of our tags. */
function untagged(prepared: Prepared): Prepared {
  const launch = JSON.parse(prepared.document) as { readonly order: object };
  return { ...prepared, document: JSON.stringify({ ...launch, order: { ...launch.order, tags: [{ key: 'owner', value: 'neighbour' }] } }) };
}

function optionsOf(options: object): never {
  const checked = mock.templateSchema['~standard'].validate(options) as { readonly value?: never };
  if (checked.value === undefined) throw new TypeError('no options of a template');
  return checked.value;
}

/** Its calls take no turns and no time. */
function contextOf(world: World): Parameters<typeof mock.create>[1] {
  return {
    connection: 'neighbour',
    call: ({ signal }, run) => run(signal),
    secret: () => Promise.reject(new TypeError('a neighbour has no secrets')),
    now: () => world.time.nowMs,
    sleep: () => Promise.resolve(),
    random: () => 0.5,
    log: () => undefined,
  };
}
