import type { Cloud } from '../../cloud/cloud.ts';
import { filterItems, readFilters } from '../../cloud/filters.ts';
import { pageOf } from '../../cloud/paging.ts';
import { addTags, taggedById, taggedMachine, taggedThing, type Tagged } from '../../cloud/tagged.ts';
import { checkTags, readTags } from '../../cloud/tag-specifications.ts';
import { allVolumes } from '../../cloud/volumes.ts';
import { ApiError, missingParameter } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { isShown, machineById } from '../instances/select.ts';

/** Adds or replaces tags on all resources, or on none. */
export function createTags(cloud: Cloud, params: Params): XmlObject {
  const resources = namedResources(cloud, params);
  const tags = checkTags(readTags(params));
  if (tags.length === 0) throw missingParameter('Tag');
  const full = resources.find(
    (resource) =>
      ownCount(
        resource,
        tags.map(({ key }) => key),
      ) > 50,
  );
  if (full !== undefined) throw new ApiError('TagLimitExceeded', `The maximum number of Tags for a resource has been reached: ${full.id}`);
  for (const resource of resources) addTags(resource, tags);
  return { return: true };
}

/** A tag without a value goes whatever its value; without any tag, all go that are not the cloud's own. */
export function deleteTags(cloud: Cloud, params: Params): XmlObject {
  const resources = namedResources(cloud, params);
  const gone = params
    .structs('Tag')
    .map((tag) => ({ key: tag.required('Key'), value: tag.has('Value') ? (tag.text('Value') ?? '') : undefined }));
  for (const resource of resources) {
    resource.set(
      resource.get().filter(({ key, value }) => {
        if (key.startsWith('aws:')) return true;
        return gone.length > 0 && !gone.some((tag) => tag.key === key && (tag.value === undefined || tag.value === value));
      }),
    );
  }
  return { return: true };
}

export function describeTags(cloud: Cloud, params: Params): XmlObject {
  const rows = allTagged(cloud).flatMap((resource) =>
    resource.get().map(({ key, value }) => ({ key, resourceId: resource.id, resourceType: resource.type, value })),
  );
  const found = filterItems(rows, readFilters(params), {
    tags: ({ key, value }) => [{ key, value }],
    fields: {
      'resource-id': ({ resourceId }) => resourceId,
      'resource-type': ({ resourceType }) => resourceType,
      key: ({ key }) => key,
      value: ({ value }) => value,
    },
  });
  const { items, nextToken } = pageOf(params, found, 1000);
  return { tagSet: items, nextToken };
}

function namedResources(cloud: Cloud, params: Params): readonly Tagged[] {
  const ids = params.texts('ResourceId');
  if (ids.length === 0) throw missingParameter('ResourceId');
  return ids.map((id) => taggedById(cloud, id, machineById(cloud, id)));
}

/** Tags of the cloud itself do not count. */
function ownCount(resource: Tagged, added: readonly string[]): number {
  const keys = resource
    .get()
    .map(({ key }) => key)
    .filter((key) => !key.startsWith('aws:'));
  return new Set([...keys, ...added]).size;
}

function allTagged(cloud: Cloud): readonly Tagged[] {
  const machines = Array.from({ length: cloud.machines.count }, (_none, machine) => machine).filter((machine) => isShown(cloud, machine));
  const { network, templates, fleets } = cloud;
  return [
    ...machines.map((machine) => taggedMachine(cloud, cloud.ids.machine.of(machine), machine)),
    ...allVolumes(cloud).map(({ id, tags }) => taggedThing(id, 'volume', { tags })),
    ...[...templates.values()].map((template) => taggedThing(template.id, 'launch-template', template)),
    ...[...fleets.values()].map((fleet) => taggedThing(fleet.id, fleet.kind === 'spot' ? 'spot-fleet-request' : 'fleet', fleet)),
    ...[...network.vpcs.values()].map((vpc) => taggedThing(vpc.id, 'vpc', vpc)),
    ...[...network.subnets.values()].map((subnet) => taggedThing(subnet.id, 'subnet', subnet)),
    ...[...network.securityGroups.values()].map((group) => taggedThing(group.id, 'security-group', group)),
  ];
}
