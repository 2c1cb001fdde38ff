import type { Cloud } from '../cloud/cloud.ts';
import type { World } from '../cloud/world.ts';
import type { Counts } from '../server/counts.ts';
import type { Faults } from '../server/faults.ts';
import { inventory, readMachines } from './machines.ts';
import type { FakeRequest, FaultRule, Place, PoolChange } from './protocol.ts';
import { addImage, addSubnet, endMachines, interruptMachines, protectMachines, scheduleEvent, setNextAddress } from './changes.ts';

interface Parts {
  readonly world: World;
  readonly faults: Faults;
  readonly counts: Counts;
  readonly requests: FakeRequest[];
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Route = (input: Place & Record<string, unknown>, cloud: Cloud) => unknown;

/** The control API: every route is a POST with one JSON object and answers JSON. Errors say in words what is wrong. */
export function createControl({ world, faults, counts, requests }: Parts): (method: string, path: string, body: string) => Answer {
  const routes: Readonly<Record<string, Route>> = {
    counts: () => counts.read(),
    'counts/reset': () => counts.reset(),
    requests: () => requests,
    settings: ({ account: _account, region: _region, ...settings }) => world.change(settings),
    clock: () => ({ nowMs: world.clock.now() }),
    'clock/advance': ({ ms }) => world.clock.advance(Number(ms)),
    pools: (input, cloud) => cloud.pools.change(readPool(input)),
    faults: (input) => faults.add(readFault(input)),
    'faults/clear': () => faults.clear(),
    machines: ({ liveOnly }, cloud) => readMachines(cloud, liveOnly === true),
    inventory: (_input, cloud) => inventory(cloud),
    interrupt: (input, cloud) => interruptMachines(cloud, input),
    end: (input, cloud) => endMachines(cloud, input),
    protect: (input, cloud) => protectMachines(cloud, input),
    events: (input, cloud) => scheduleEvent(cloud, input),
    images: (input, cloud) => addImage(cloud, input),
    parameters: ({ name, value }, cloud) => void cloud.parameters.set(String(name), String(value)),
    subnets: (input, cloud) => addSubnet(cloud, input),
    addresses: (input, cloud) => setNextAddress(cloud, input),
    'dark-zones': ({ zones }, cloud) => darken(cloud, zones),
    memory: () => process.memoryUsage(),
    reset: () => world.reset(),
  };
  return (method, path, body) => {
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (method !== 'POST' || route === undefined)
      return { status: 404, body: { error: `there is no ${method} /_fake/${path}; POST one of ${Object.keys(routes).join(', ')}` } };
    try {
      const input = (body === '' ? {} : JSON.parse(body)) as Place & Record<string, unknown>;
      const cloud = world.cloud(input);
      cloud.runDue();
      const answer = route(input, cloud);
      cloud.runDue();
      return { status: 200, body: answer };
    } catch (error) {
      return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } };
    }
  };
}

/** JSON has no undefined: `available: null` lifts the limit. */
function readPool({ type, zone, market, available, spotPriceUsd }: Record<string, unknown>): PoolChange {
  if (typeof type !== 'string' || typeof zone !== 'string' || (market !== 'spot' && market !== 'on-demand' && market !== '*')) {
    throw new Error('a pool has a type, a zone and a market (on-demand, spot or *)');
  }
  return {
    type,
    zone,
    market,
    ...(available === undefined ? {} : { available: available === null ? undefined : Number(available) }),
    ...(spotPriceUsd === undefined ? {} : { spotPriceUsd: Number(spotPriceUsd) }),
  };
}

const FAULT_KINDS = ['error', 'lost-reply', 'hang', 'reset', 'truncated'];
const FAULT_KEYS = ['action', 'skip', 'times', 'kind', 'afterEffect', 'code', 'message', 'status'];

function readFault(input: Record<string, unknown>): FaultRule {
  const unknown = Object.keys(input).find((key) => !FAULT_KEYS.includes(key));
  if (unknown !== undefined) throw new Error(`a fault has no ${unknown}; it has ${FAULT_KEYS.join(', ')}`);
  if (typeof input['action'] !== 'string' || !FAULT_KINDS.includes(String(input['kind']))) {
    throw new Error(`a fault has an action and a kind (${FAULT_KINDS.join(', ')})`);
  }
  return input as unknown as FaultRule;
}

function darken({ darkZones }: Cloud, zones: unknown): void {
  darkZones.clear();
  for (const zone of Array.isArray(zones) ? zones : []) darkZones.add(String(zone));
}
