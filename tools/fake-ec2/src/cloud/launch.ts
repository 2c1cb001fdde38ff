import type { FakeMarket } from '../control/protocol.ts';
import { ApiError, insufficientCapacity } from '../server/api-error.ts';
import type { Cloud } from './cloud.ts';
import type { Placement } from './placement.ts';
import { mergeTags, type Tag } from './tag-sets.ts';
import { volumesOf } from './volumes.ts';
import type { VolumeSpec } from './launch-data.ts';

/** What launched machines, and hears of their ends: a fleet or a group. */
export interface Owner {
  ended(machine: number, launch: Launch): void;
}

/** What the machines of one launch share. */
export interface Launch extends Placement {
  readonly number: number;
  readonly reservationId: string;
  readonly createdMs: number;
  readonly clientToken: string;
  readonly owner: Owner | undefined;
  /** Capacity units that each machine counts for with its owner. */
  readonly weight: number;
  readonly volumes: readonly VolumeSpec[];
  readonly first: number;
  readonly count: number;
  readonly firstAddress: number;
}

export interface LaunchOrder {
  readonly placement: Placement;
  readonly count: number;
  readonly clientToken?: string | undefined;
  readonly owner?: Owner | undefined;
  readonly weight?: number | undefined;
  /** Put on by the cloud itself, for example `aws:ec2:fleet-id`. */
  readonly cloudTags?: readonly Tag[];
}

/** How many machines of this placement may be launched now, and what says no to more. */
export interface Room {
  readonly count: number;
  readonly refusal: ApiError;
}

/** What one call decided already but did not launch yet: it counts against quotas and pool. */
export interface Planned {
  readonly machines: number;
  readonly vcpus: number;
  /** Of the same pool. */
  readonly ofPool: number;
}

/** The least of pool and quotas. */
export function roomFor(cloud: Cloud, placement: Placement, planned: Planned = { machines: 0, vcpus: 0, ofPool: 0 }): Room {
  const { type, zone, market } = placement;
  const pool = {
    count: Math.max(0, cloud.pools.available({ type: type.name, zone, market }) - planned.ofPool),
    refusal: insufficientCapacity(type.name, zone),
  };
  const quota = quotaRoom(cloud, placement, planned);
  return quota.count < pool.count ? quota : pool;
}

/** The least of the quota of machines and the quota of vCPUs. */
export function quotaRoom(cloud: Cloud, { type, market }: Pick<Placement, 'type' | 'market'>, planned: Omit<Planned, 'ofPool'>): Room {
  const { onDemandLimit, spotLimit, onDemandVcpuLimit } = cloud.settings;
  const limit = (market === 'spot' ? spotLimit : onDemandLimit) ?? Infinity;
  const vcpuLimit = market === 'spot' ? Infinity : (onDemandVcpuLimit ?? Infinity);
  const byMachines = { count: Math.max(0, limit - cloud.live[market].machines - planned.machines), refusal: limitExceeded(market, limit) };
  const vcpus = Math.max(0, vcpuLimit - cloud.live[market].vcpus - planned.vcpus);
  const byVcpus = { count: Math.floor(vcpus / type.vcpus), refusal: vcpuLimitExceeded(vcpuLimit) };
  return byVcpus.count < byMachines.count ? byVcpus : byMachines;
}

/** Launches machines; the caller has asked for the room. */
export function launchMachines(cloud: Cloud, { placement, count, clientToken, owner, weight = 1, cloudTags = [] }: LaunchOrder): Launch {
  const { type, zone, market, subnet, data, image } = placement;
  const nowMs = cloud.clock.now();
  const launch: Launch = {
    ...placement,
    number: cloud.launches.length,
    reservationId: cloud.newId('r-'),
    createdMs: nowMs,
    clientToken: clientToken ?? '',
    owner,
    weight,
    volumes: volumesOf(image.rootDevice, data.volumes),
    first: cloud.machines.count,
    count,
    firstAddress: subnet.base + subnet.given,
  };
  cloud.launches.push(launch);
  subnet.given += count;
  cloud.pools.take({ type: type.name, zone, market }, count);
  countLive(cloud, launch, count);
  const tagSet = cloud.tagSets.intern(mergeTags(data.tags['instance'] ?? [], cloudTags));
  for (let ordinal = 0; ordinal < count; ordinal++) {
    const machine = cloud.machines.add(launch.number, nowMs, nowMs + visibilityMs(cloud), tagSet);
    if (data.terminationProtection) cloud.machines.protected[machine] = 1;
  }
  return launch;
}

/** The numbers of a launch's machines. */
export function machinesOf({ first, count }: Launch): readonly number[] {
  return Array.from({ length: count }, (_none, ordinal) => first + ordinal);
}

/** A machine that ends, or comes, changes what its quotas and pool hold. */
export function countLive(cloud: Cloud, { market, type }: Pick<Launch, 'market' | 'type'>, change: number): void {
  cloud.live[market].machines += change;
  cloud.live[market].vcpus += change * type.vcpus;
}

function visibilityMs({ settings, random }: Cloud): number {
  const { visibilityMs: wanted } = settings;
  if (typeof wanted === 'number') return wanted;
  const [least, most] = wanted;
  return least + random() * (most - least);
}

/** Source: EC2 API reference, errors overview: InstanceLimitExceeded, MaxSpotInstanceCountExceeded. */
function limitExceeded(market: FakeMarket, limit: number): ApiError {
  if (market === 'spot') return new ApiError('MaxSpotInstanceCountExceeded', 'Max spot instance count exceeded');
  return new ApiError(
    'InstanceLimitExceeded',
    `You have requested more instances than your current instance limit of ${limit} allows for the specified instance type.`,
  );
}

function vcpuLimitExceeded(limit: number): ApiError {
  return new ApiError(
    'VcpuLimitExceeded',
    `You have requested more vCPU capacity than your current vCPU limit of ${limit} allows for the instance bucket that the specified instance type belongs to.`,
  );
}
