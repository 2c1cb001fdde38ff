import type { FakeEc2Settings, FakeMarket } from '../control/protocol.ts';
import { createAgenda, type Agenda } from './agenda.ts';
import type { AutoScalingGroup } from './auto-scaling/group.ts';
import { createBuckets, type Buckets } from './buckets.ts';
import type { Clock } from './clock.ts';
import type { Fleet } from './fleets/fleet.ts';
import { defaultImages, IMAGE_PARAMETERS, type Image } from './images.ts';
import type { Launch } from './launch.ts';
import type { LaunchTemplates } from './launch-templates.ts';
import { Machines } from './machines.ts';
import { createNetwork, type Network } from './network.ts';
import { numberedIds, type NumberedIds } from './numbered-ids.ts';
import { createPools, type Pools } from './pools.ts';
import { createRandom, hexDigits } from './random.ts';
import { createTagSets, type Tag, type TagSets } from './tag-sets.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createVolumes, type Volumes } from './volumes.ts';

/** A scheduled event of a machine, as DescribeInstanceStatus tells of it. */
interface MachineEvent {
  readonly id: string;
  readonly code: string;
  readonly description: string;
  readonly notBeforeMs: number;
}

export interface PlacementGroup {
  readonly id: string;
  readonly name: string;
  readonly strategy: string;
  tags: readonly Tag[];
}

/** Everything of one account in one region. */
export interface Cloud {
  readonly account: string;
  readonly region: string;
  readonly clock: Clock;
  readonly settings: Readonly<FakeEc2Settings>;
  readonly random: () => number;
  readonly agenda: Agenda;
  readonly buckets: Buckets;
  readonly pools: Pools;
  readonly network: Network;
  readonly images: Map<string, Image>;
  readonly parameters: Map<string, string>;
  readonly tagSets: TagSets;
  readonly machines: Machines;
  readonly launches: Launch[];
  readonly volumes: Volumes;
  readonly templates: LaunchTemplates;
  readonly fleets: Map<string, Fleet>;
  readonly groups: Map<string, AutoScalingGroup>;
  readonly ids: {
    readonly machine: NumberedIds;
    readonly volume: NumberedIds;
    readonly nic: NumberedIds;
    readonly spotRequest: NumberedIds;
  };
  readonly tokens: { readonly launches: Tokens<readonly Launch[]>; readonly fleets: Tokens<Fleet>; readonly templates: Tokens<string> };
  /** What lives now, for quotas and their metrics. */
  readonly live: Readonly<Record<FakeMarket, { machines: number; vcpus: number }>>;
  readonly events: Map<number, MachineEvent>;
  readonly cancelledSpotRequests: Set<number>;
  readonly darkZones: Set<string>;
  readonly placementGroups: Map<string, PlacementGroup>;
  newId(prefix: string): string;
  runDue(): void;
}

interface CloudOptions {
  readonly account: string;
  readonly region: string;
  readonly clock: Clock;
  readonly settings: FakeEc2Settings;
  readonly seed: number;
}

export function createCloud({ account, region, clock: worldClock, settings, seed }: CloudOptions): Cloud {
  const random = createRandom(seed);
  const newId = (prefix: string): string => `${prefix}0${hexDigits(random, 16)}`;
  const lifetimeMs = (): number => settings.tokenLifetimeMs;
  const agenda = createAgenda();
  // What was due before now happens at its own moment, however late somebody looks.
  const clock: Clock = { ...worldClock, now: () => agenda.asOfMs ?? worldClock.now() };
  return {
    account,
    region,
    clock,
    settings,
    random,
    agenda,
    buckets: createBuckets(clock),
    pools: createPools(() => settings.poolCapacity),
    network: createNetwork(region, newId),
    images: defaultImages(),
    parameters: new Map(Object.entries(IMAGE_PARAMETERS)),
    tagSets: createTagSets(),
    machines: new Machines(() => settings),
    launches: [],
    volumes: createVolumes(),
    templates: new Map(),
    fleets: new Map(),
    groups: new Map(),
    ids: {
      machine: numberedIds('i-', 17, random),
      volume: numberedIds('vol-', 17, random),
      nic: numberedIds('eni-', 17, random),
      spotRequest: numberedIds('sir-', 8, random),
    },
    tokens: {
      launches: createTokens(clock, lifetimeMs),
      fleets: createTokens(clock, lifetimeMs),
      templates: createTokens(clock, lifetimeMs),
    },
    live: { 'on-demand': { machines: 0, vcpus: 0 }, spot: { machines: 0, vcpus: 0 } },
    events: new Map(),
    cancelledSpotRequests: new Set(),
    darkZones: new Set(),
    placementGroups: new Map(),
    newId,
    runDue: () => agenda.runDue(worldClock.now()),
  };
}
