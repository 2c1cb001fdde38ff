import type { Cloud, PlacementGroup } from '../../cloud/cloud.ts';
import { filterItems, readFilters } from '../../cloud/filters.ts';
import { readTagSpecifications } from '../../cloud/tag-specifications.ts';
import { ApiError } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { tagSetXml } from '../tags-xml.ts';

export function createPlacementGroup(cloud: Cloud, params: Params): XmlObject {
  const name = params.required('GroupName');
  if (cloud.placementGroups.has(name))
    throw new ApiError('InvalidPlacementGroup.Duplicate', `The placement group '${name}' already exists.`);
  const tags = readTagSpecifications(params)['placement-group'] ?? [];
  const group = { id: cloud.newId('pg-'), name, strategy: params.text('Strategy') ?? 'cluster', tags };
  cloud.placementGroups.set(name, group);
  return { return: true, placementGroup: groupXml(cloud, group) };
}

export function deletePlacementGroup(cloud: Cloud, params: Params): XmlObject {
  cloud.placementGroups.delete(known(cloud, params.required('GroupName')).name);
  return { return: true };
}

export function describePlacementGroups(cloud: Cloud, params: Params): XmlObject {
  const names = params.texts('GroupName');
  const asked = names.length > 0 ? names.map((name) => known(cloud, name)) : [...cloud.placementGroups.values()];
  const found = filterItems(asked, readFilters(params), {
    tags: ({ tags }) => tags,
    fields: { 'group-name': ({ name }) => name, strategy: ({ strategy }) => strategy, state: () => 'available' },
  });
  return { placementGroupSet: found.map((group) => groupXml(cloud, group)) };
}

function known({ placementGroups }: Cloud, name: string): PlacementGroup {
  const group = placementGroups.get(name);
  if (group === undefined) throw new ApiError('InvalidPlacementGroup.Unknown', `The Placement Group '${name}' is unknown.`);
  return group;
}

function groupXml({ region, account }: Cloud, { id, name, strategy, tags }: PlacementGroup): XmlObject {
  const groupArn = `arn:aws:ec2:${region}:${account}:placement-group/${name}`;
  return { groupName: name, strategy, state: 'available', groupId: id, groupArn, tagSet: tagSetXml(tags) };
}
