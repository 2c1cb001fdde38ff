import type { CloudImage, CloudOffer, CloudPage, CloudPageInput, CloudQuota, CloudTypeInfo, OffersInput } from '../api.js';
import { accountUse, zoneRoom } from '../capacity.js';
import { answer, type Done } from '../done.js';
import { CloudError, type CloudOrigin } from '../errors.js';
import { findImage } from '../images.js';
import { knownType } from '../launch.js';
import { MACHINE_TYPES, type CloudMachineType } from '../machine-types.js';
import { pageOf } from '../pages.js';
import { pricePerHourUsd } from '../prices.js';
import { snapshotUse, volumeUse } from '../storage-use.js';
import type { Turn } from '../turn.js';

const MARKETS = ['on-demand', 'spot'] as const;

/** Says who is calling. */
export function whoAmI(turn: Turn): Done<CloudOrigin & { readonly principal: string }> {
  const { account, region, principal } = turn.caller;
  return answer({ account, region, atMs: turn.nowMs, principal });
}

/** Lists the region's zones. */
export function zones(turn: Turn): Done<{ readonly zones: readonly string[] }> {
  return answer({ zones: turn.behaviour.zones });
}

/** Lists machine types. */
export function types(turn: Turn, input: CloudPageInput): Done<CloudPage<CloudTypeInfo>> {
  return answer(pageOf(MACHINE_TYPES.map(typeInfo), input, turn.behaviour.pageSize));
}

function typeInfo(type: CloudMachineType): CloudTypeInfo {
  const { name, vcpus, cores, memoryMib, gpus, gpuModel, architecture } = type;
  return { name, vcpus, cores, memoryMib, gpus, gpuModel, architecture };
}

/** Lists what can be had where, and at which price. */
export function offers(turn: Turn, input: OffersInput): Done<CloudPage<CloudOffer> & { readonly atMs: number }> {
  const wanted = input.machineTypes?.map(knownType) ?? MACHINE_TYPES;
  const places: readonly (string | undefined)[] = input.anyZone === true ? [undefined] : (input.zones ?? turn.behaviour.zones);
  const unknown = places.find((zone) => zone !== undefined && !turn.behaviour.zones.includes(zone));
  if (unknown !== undefined) throw new CloudError('InvalidZone.NotFound', `the zone ${unknown} does not exist`);
  const all = wanted.flatMap((type) => places.flatMap((zone) => MARKETS.map((market) => offerOf(turn, type, zone, market))));
  return answer({ ...pageOf(all, input, turn.behaviour.pageSize), atMs: turn.nowMs });
}

function offerOf(turn: Turn, type: CloudMachineType, zone: string | undefined, market: CloudOffer['market']): CloudOffer {
  const places = zone === undefined ? turn.behaviour.zones : [zone];
  return {
    machineType: type.name,
    zone,
    market,
    pricePerHourUsd: pricePerHourUsd(turn.behaviour, type, zone, market),
    available: places.some((place) => zoneRoom(turn, type.name, place) > 0),
  };
}

/** Finds an image by its name. */
export function images(turn: Turn, { name }: { readonly name: string }): Done<{ readonly images: readonly CloudImage[] }> {
  return answer({ images: [findImage(turn, name)] });
}

/** Lists the account's limits and what is used of them. */
export function quotas(turn: Turn): Done<{ readonly quotas: readonly CloudQuota[] }> {
  const { quota } = turn.behaviour;
  const machines = accountUse(turn);
  const volumes = volumeUse(turn);
  return answer({
    quotas: [
      { name: 'machines', unit: 'machines', limit: quota.machines, used: machines.machines },
      { name: 'vcpus', unit: 'vcpus', limit: quota.vcpus, used: machines.vcpus },
      { name: 'volumes', unit: 'volumes', limit: quota.volumes, used: volumes.volumes },
      { name: 'volumeGib', unit: 'volume-gib', limit: quota.volumeGib, used: volumes.gib },
      { name: 'snapshots', unit: 'snapshots', limit: quota.snapshots, used: snapshotUse(turn) },
    ],
  });
}
