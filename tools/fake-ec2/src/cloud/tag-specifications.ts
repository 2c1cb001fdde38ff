import { ApiError, invalidParameter } from '../server/api-error.ts';
import type { Params } from '../server/params.ts';
import { mergeTags, type Tag } from './tag-sets.ts';

/** Tags of a creating call, by the type of what they go on. */
export type TagSpecifications = Readonly<Record<string, readonly Tag[]>>;

export function readTagSpecifications(params: Params): TagSpecifications {
  const specifications: Record<string, readonly Tag[]> = {};
  for (const specification of params.structs('TagSpecification')) {
    const type = specification.required('ResourceType');
    if (specifications[type] !== undefined) throw invalidParameter(`The resource type '${type}' is tagged twice`);
    specifications[type] = checkTags(readTags(specification));
  }
  return specifications;
}

/** The tags of both; where both have a key, the later value counts. */
export function mergeTagSpecifications(one: TagSpecifications, other: TagSpecifications): TagSpecifications {
  const types = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...types].map((type) => [type, mergeTags(one[type] ?? [], other[type] ?? [])]));
}

export function readTags(params: Params, list = 'Tag'): readonly Tag[] {
  return params.structs(list).map((tag) => ({ key: tag.text('Key') ?? '', value: tag.text('Value') ?? '' }));
}

/**
 * At most 50 tags; keys of 1 to 128 characters that do not begin with `aws:`, values of up to 256. Source: EC2 user guide, "Tag your Amazon EC2 resources",
 * tag restrictions.
 */
export function checkTags(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > 50) throw new ApiError('TagLimitExceeded', 'More than 50 tags specified');
  const keys = new Set(tags.map(({ key }) => key));
  if (keys.size < tags.length) throw invalidParameter('Duplicate tag key specified');
  for (const { key, value } of tags) {
    if (key === '' || key.length > 128) throw invalidParameter(`Tag key '${key.slice(0, 128)}' must have 1 to 128 characters`);
    if (key.toLowerCase().startsWith('aws:'))
      throw invalidParameter(`Value ( ${key} ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use`);
    if (value.length > 256) throw invalidParameter(`Tag value exceeds the maximum length of 256 characters`);
  }
  return tags;
}
