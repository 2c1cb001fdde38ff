import {
  HEADER_KEYS,
  isProviderError,
  ProviderError,
  tagsOfHeader,
  type IntentHeader,
  type OperationRef,
  type OperationState,
  type Removal,
  type ResourceFilter,
  type Tag,
} from '@hostwright/core/provider';

/** All tags of a new object. Ours last: no other tag takes the place of one that says whose the object is. */
export function allTags(tags: readonly Tag[], header: IntentHeader): readonly Tag[] {
  return [...new Map([...tags, ...tagsOfHeader(header)].map((tag) => [tag.key, tag])).values()];
}

/** Whether an object passes the part of a filter that is the same for all kinds. */
export function passesFilter(item: { readonly name: string | undefined; readonly tags: readonly Tag[] }, filter: ResourceFilter): boolean {
  const has = (wanted: Tag): boolean => item.tags.some((tag) => tag.key === wanted.key && tag.value === wanted.value);
  if (filter.name !== undefined && filter.name !== item.name) return false;
  if (filter.deploymentId !== undefined && !has({ key: HEADER_KEYS.deploymentId, value: filter.deploymentId })) return false;
  return (filter.tags ?? []).every(has);
}

/** What a read finds; undefined when the cloud says that there is none. */
export async function orUndefined<Found>(read: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isProviderError(error) && error.errorClass === 'NotFound') return undefined;
    throw error;
  }
}

/** Removes something; what is not there is removed already. */
export async function orAbsent(remove: () => Promise<boolean>): Promise<Removal> {
  const removed = await orUndefined(remove);
  return { outcome: removed === true ? 'removed' : 'absent' };
}

/** An object that is still being made is its own operation: its id says where to look. */
export function operationOf(id: string): OperationRef {
  return id as OperationRef;
}

/** Where the making of an object stands. @throws {ProviderError} `NotFound` when it is gone */
export function operationState(
  ref: OperationRef,
  found: { readonly state: string; readonly progressPercent: number | undefined } | undefined,
): OperationState {
  if (found === undefined) throw new ProviderError('NotFound', `the operation ${ref} is not known`, { subject: ref });
  return found.state === 'creating' ? { status: 'running', progressPercent: found.progressPercent } : { status: 'done' };
}
