import { DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { headerOfTags, type ObservedCompanion, type OperationInput, type SweepScope } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import { isInScope, scopeFilter, toTags } from '../groups/group-listing.js';
import { VOLUME_KIND } from '../kinds.js';

/** Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html */
const PAGE_SIZE = 500;

/** Put by a launch on volumes that its template keeps: they are the user's. */
export const KEEP_KEY = 'hostwright-keep';

/** Younger ones may be about to be attached for the first time. */
const SETTLED_AFTER_MS = 2 * 60_000;

/** One page of the volumes of a scope that nothing uses. */
export async function listLeftVolumes(
  session: AwsSession,
  scope: SweepScope,
  token: string | undefined,
  input: OperationInput,
): Promise<{ companions: readonly ObservedCompanion[]; providerTimeMs: number; nextToken: string | undefined }> {
  const wanted = {
    Filters: [scopeFilter(scope), { Name: 'status', Values: ['available'] }],
    MaxResults: PAGE_SIZE,
    NextToken: token,
  };
  const { output, providerTimeMs } = await session.read('ec2', new DescribeVolumesCommand(wanted), input);
  const companions = (output.Volumes ?? []).flatMap((volume): readonly ObservedCompanion[] => {
    const tags = toTags(volume.Tags);
    const createdAtMs = volume.CreateTime?.getTime() ?? providerTimeMs;
    const isLeft = volume.State === 'available' && (volume.Attachments ?? []).length === 0;
    const isOurs = isInScope(tags, scope) && !tags.some(({ key }) => key === KEEP_KEY);
    if (volume.VolumeId === undefined || !isLeft || !isOurs || session.context.now() - createdAtMs < SETTLED_AFTER_MS) return [];
    return [
      {
        companionId: volume.VolumeId,
        kind: VOLUME_KIND,
        header: headerOfTags(tags),
        shard: session.region,
        createdAtMs,
        machineId: undefined,
      },
    ];
  });
  return { companions, providerTimeMs, nextToken: output.NextToken || undefined };
}
