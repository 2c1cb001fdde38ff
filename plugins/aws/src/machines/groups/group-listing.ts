import type { ObservedGroup, OperationInput, SweepScope, Tag } from '@hostwright/core/provider';
import { HEADER_KEYS } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';

/** One page of a listing of groups. */
export interface GroupPage {
  readonly groups: readonly ListedGroup[];
  readonly providerTimeMs: number;
  readonly nextToken: string | undefined;
}

/** A group as a listing shows it. */
export interface ListedGroup {
  readonly group: ObservedGroup;
  readonly tags: readonly Tag[];
  /** It does not replace what it loses, or was told not to. */
  readonly closed: boolean;
  /** Launch templates that it launches from, by id. */
  readonly launchTemplateIds: readonly string[];
}

/** Lists the groups of one kind, page by page. */
export type ListGroups = (session: AwsSession, scope: SweepScope, token: string | undefined, input: OperationInput) => Promise<GroupPage>;

/** Whether something with these tags belongs into a sweep of the scope. */
export function isInScope(tags: readonly Tag[], scope: SweepScope): boolean {
  return tags.some(
    ({ key, value }) => key === HEADER_KEYS.deploymentId && (scope.kind === 'all-deployments' || value === scope.deploymentId),
  );
}

/** The same as a filter of a listing. */
export function scopeFilter(scope: SweepScope): { Name: string; Values: string[] } {
  if (scope.kind === 'all-deployments') return { Name: 'tag-key', Values: [HEADER_KEYS.deploymentId] };
  return { Name: `tag:${HEADER_KEYS.deploymentId}`, Values: [scope.deploymentId] };
}

/** Tags of the SDK as the contract has them. */
export function toTags(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): readonly Tag[] {
  return (tags ?? []).map(({ Key: key, Value: value }) => ({ key: key ?? '', value: value ?? '' }));
}
