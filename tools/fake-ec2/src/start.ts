import { fileURLToPath } from 'node:url';
import { startServerProcess } from '@hostwright/emulators/server-process';
import type {
  FakeCounts,
  FakeEc2Options,
  FakeEc2Settings,
  FakeInventory,
  FakeMachine,
  FakeRequest,
  FaultRule,
  Place,
  PoolChange,
} from './control/protocol.js';

export type { FakeEc2Options, FakeMachine, FaultRule, Place, PoolChange };

/** What tests may do to the cloud behind the API. Each call is done when its promise is. */
export interface FakeEc2Control {
  /** Sets how many machines a pool gives from now on (`available: undefined` lifts the limit), and its price. */
  setPool(change: PoolChange & Place): Promise<void>;
  addFault(rule: FaultRule): Promise<void>;
  clearFaults(): Promise<void>;
  changeSettings(settings: Partial<FakeEc2Settings>): Promise<void>;
  /** Moves a virtual clock. @throws when it shows real time */
  advance(ms: number): Promise<void>;
  nowMs(): Promise<number>;
  /** Marks spot machines, those named or the first so many; the cloud ends them after the notice. Answers their ids. */
  interrupt(
    which: Place & { readonly ids?: readonly string[]; readonly count?: number; readonly noticeMs?: number },
  ): Promise<readonly string[]>;
  /** Ends machines as somebody else would. @param which.reason - a state reason code, by default that of a user */
  end(which: Place & { readonly ids: readonly string[]; readonly reason?: string }): Promise<void>;
  /** Sets or lifts termination protection. @param which.on - true by default */
  protect(which: Place & { readonly ids: readonly string[]; readonly on?: boolean }): Promise<void>;
  scheduleEvent(event: Place & { readonly id: string; readonly code: string; readonly notBeforeMs: number }): Promise<void>;
  addImage(
    image: Place & { readonly name: string; readonly architecture?: 'x86_64' | 'arm64'; readonly createdAt?: string },
  ): Promise<{ readonly id: string }>;
  setParameter(parameter: Place & { readonly name: string; readonly value: string }): Promise<void>;
  addSubnet(subnet: Place & { readonly zone: string; readonly vpcId?: string }): Promise<{ readonly id: string }>;
  /** The next machine in that machine's subnet gets its address. */
  reuseAddressOf(machine: Place & { readonly id: string }): Promise<void>;
  /** While zones are dark, listings that name no ids fail. */
  darkenZones(zones: Place & { readonly zones: readonly string[] }): Promise<void>;
  /** All machines as the cloud has them, whatever their visibility. */
  machines(which?: Place & { readonly liveOnly?: boolean }): Promise<readonly FakeMachine[]>;
  inventory(place?: Place): Promise<FakeInventory>;
  memory(): Promise<{ readonly rss: number }>;
  resetCounts(): Promise<void>;
  /** Forgets all machines and what was set of pools and networks; settings, faults and the clock stay. */
  reset(): Promise<void>;
}

/** A simulated EC2 in a process of its own. */
export interface FakeEc2 {
  readonly url: string;
  /** For programs with an AWS SDK: endpoint, region and keys. */
  readonly env: Readonly<Record<string, string>>;
  readonly processId: number;
  readonly control: FakeEc2Control;
  counts(): Promise<FakeCounts>;
  /** With `record: true`: all requests in order. */
  requests(): Promise<readonly FakeRequest[]>;
  /** May be repeated. */
  stop(): Promise<void>;
}

/** Starts a simulated EC2 on a free port of the loopback address. It ends with this process, however that ends. */
export async function startFakeEc2(options: FakeEc2Options = {}): Promise<FakeEc2> {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const server = await startServerProcess({
    what: 'the fake EC2',
    command: process.execPath,
    words: ['--disable-warning=ExperimentalWarning', main, JSON.stringify(options)],
  });
  const url = `http://127.0.0.1:${server.port}`;
  const post = (route: string, input: object = {}): Promise<unknown> => callControl(url, route, input);
  return {
    url,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIAFAKEFAKEFAKEFAKE',
      AWS_SECRET_ACCESS_KEY: 'fake',
    },
    processId: server.processId,
    control: controlOf(post),
    counts: async () => (await post('counts')) as FakeCounts,
    requests: async () => (await post('requests')) as readonly FakeRequest[],
    stop: () => server.stop(),
  };
}

type Post = (route: string, input?: object) => Promise<unknown>;

function controlOf(post: Post): FakeEc2Control {
  const order = (route: string) => async (input: object) => void (await post(route, input));
  return {
    setPool: (change) => order('pools')('available' in change ? { ...change, available: change.available ?? null } : change),
    addFault: order('faults'),
    clearFaults: () => order('faults/clear')({}),
    changeSettings: (settings) => order('settings')(withNulls(settings)),
    advance: (ms) => order('clock/advance')({ ms }),
    nowMs: async () => ((await post('clock')) as { readonly nowMs: number }).nowMs,
    interrupt: async (which) => (await post('interrupt', which)) as readonly string[],
    end: order('end'),
    protect: order('protect'),
    scheduleEvent: order('events'),
    addImage: async (image) => (await post('images', image)) as { readonly id: string },
    setParameter: order('parameters'),
    addSubnet: async (subnet) => (await post('subnets', subnet)) as { readonly id: string },
    reuseAddressOf: order('addresses'),
    darkenZones: order('dark-zones'),
    machines: async (which) => (await post('machines', which)) as readonly FakeMachine[],
    inventory: async (place) => (await post('inventory', place)) as FakeInventory,
    memory: async () => (await post('memory')) as { readonly rss: number },
    resetCounts: () => order('counts/reset')({}),
    reset: () => order('reset')({}),
  };
}

/** JSON has no undefined, and undefined lifts a limit. */
function withNulls(settings: object): object {
  return Object.fromEntries(Object.entries(settings).map(([name, value]: [string, unknown]) => [name, value ?? null]));
}

async function callControl(url: string, route: string, input: object): Promise<unknown> {
  const response = await fetch(`${url}/_fake/${route}`, { method: 'POST', body: JSON.stringify(input) });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`fake EC2, ${route}: ${JSON.stringify(answer)}`);
  return answer;
}
