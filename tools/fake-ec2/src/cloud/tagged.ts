import { ApiError } from '../server/api-error.ts';
import type { Cloud } from './cloud.ts';
import { mergeTags, type Tag } from './tag-sets.ts';
import { volumeById } from './volumes.ts';

/** Anything that carries tags. */
export interface Tagged {
  readonly id: string;
  readonly type: string;
  get(): readonly Tag[];
  set(tags: readonly Tag[]): void;
}

interface HasTags {
  tags: readonly Tag[];
}

/** What stands behind an id of any kind. @param machine - the number of a machine that is shown */
export function taggedById(cloud: Cloud, id: string, machine: number | undefined): Tagged {
  if (id.startsWith('i-')) {
    if (machine === undefined) throw new ApiError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
    return taggedMachine(cloud, id, machine);
  }
  if (id.startsWith('vol-')) return taggedVolume(cloud, id);
  const { network, templates, fleets, images } = cloud;
  const kinds: readonly (readonly [string, HasTags | undefined])[] = [
    ['subnet', network.subnets.get(id)],
    ['vpc', network.vpcs.get(id)],
    ['security-group', network.securityGroups.get(id)],
    ['key-pair', [...network.keyPairs.values()].find((pair) => pair.id === id)],
    ['launch-template', templates.get(id)],
    [id.startsWith('sfr-') ? 'spot-fleet-request' : 'fleet', fleets.get(id)],
    ['image', images.get(id)],
    ['placement-group', [...cloud.placementGroups.values()].find((group) => group.id === id)],
  ];
  for (const [type, thing] of kinds) if (thing !== undefined) return taggedThing(id, type, thing);
  throw new ApiError('InvalidID', `The ID '${id}' is not valid`);
}

export function taggedMachine({ machines, tagSets }: Cloud, id: string, machine: number): Tagged {
  return {
    id,
    type: 'instance',
    get: () => tagSets.get(machines.tagSet[machine] ?? 0),
    set: (tags) => void (machines.tagSet[machine] = tagSets.intern(tags)),
  };
}

function taggedVolume(cloud: Cloud, id: string): Tagged {
  const volume = volumeById(cloud, id);
  if (volume === undefined) throw new ApiError('InvalidVolume.NotFound', `The volume '${id}' does not exist.`);
  return {
    id,
    type: 'volume',
    get: () => volume.tags,
    set: (tags) => void cloud.volumes.tagSets.set(volume.number, cloud.tagSets.intern(tags)),
  };
}

export function taggedThing(id: string, type: string, thing: HasTags): Tagged {
  return { id, type, get: () => thing.tags, set: (tags) => void (thing.tags = tags) };
}

export function addTags(tagged: Tagged, tags: readonly Tag[]): void {
  tagged.set(mergeTags(tagged.get(), tags));
}
