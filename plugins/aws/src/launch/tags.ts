import type { Tag as AwsTag, TagSpecification } from '@aws-sdk/client-ec2';
import type { Tag, TemplateProblem } from '@hostwright/core/provider';

/** Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions */
const MAX_TAGS = 50;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;

/** Keys that AWS keeps for itself; the vendor's plugin passes over them as well. */
const isReserved = ({ key }: Tag): boolean => key.toLowerCase().startsWith('aws:');

/** One list of several, each key once: later lists win, and what AWS keeps for itself is left out. */
export function mergeTags(...lists: readonly (readonly Tag[])[]): readonly Tag[] {
  const byKey = new Map(lists.flat().map((tag) => [tag.key, tag]));
  return [...byKey.values()].filter((tag) => !isReserved(tag));
}

/** What EC2 would refuse of tags. */
export function tagProblems(tags: readonly Tag[]): readonly TemplateProblem[] {
  const problems = tags.flatMap(({ key, value }) => {
    if (key.length < 1 || key.length > MAX_KEY_LENGTH)
      return [`the key '${key.slice(0, 32)}…' must have 1 to ${MAX_KEY_LENGTH} characters`];
    return value.length > MAX_VALUE_LENGTH ? [`the value of '${key}' may have ${MAX_VALUE_LENGTH} characters, not ${value.length}`] : [];
  });
  if (tags.length > MAX_TAGS) problems.push(`a machine may have ${MAX_TAGS} tags, with ours these are ${tags.length}`);
  return problems.map((message) => ({ path: 'instanceTags', message }));
}

/** Tags as the API takes them. */
function toAwsTags(tags: readonly Tag[]): AwsTag[] {
  return tags.map(({ key, value }) => ({ Key: key, Value: value }));
}

/** Tags as we keep them. */
export function fromAwsTags(tags: readonly AwsTag[] | undefined): readonly Tag[] {
  return (tags ?? []).flatMap(({ Key: key, Value: value }) => (key === undefined ? [] : [{ key, value: value ?? '' }]));
}

/** Kinds of objects that a creating call tags. */
type Tagged = NonNullable<TagSpecification['ResourceType']>;

/** The tags of each kind of object, those without tags left out. */
export function tagSpecifications(tags: Partial<Record<Tagged, readonly Tag[]>>): TagSpecification[] {
  return Object.entries(tags)
    .filter(([, list]) => list.length > 0)
    .map(([kind, list]) => ({ ResourceType: kind as Tagged, Tags: toAwsTags(list) }));
}
