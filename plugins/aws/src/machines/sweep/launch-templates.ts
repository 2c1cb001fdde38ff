import { DescribeLaunchTemplatesCommand } from '@aws-sdk/client-ec2';
import { headerOfTags, type ObservedCompanion, type OperationInput, type SweepScope } from '@hostwright/core/provider';
import { isOwnLaunchTemplate } from '../../launch/launch-templates.js';
import type { AwsSession } from '../../session/session.js';
import { isInScope, scopeFilter, toTags } from '../groups/group-listing.js';
import { LAUNCH_TEMPLATE_KIND } from '../kinds.js';
import { memoryOf } from '../memory.js';

/** Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplates.html */
const PAGE_SIZE = 200;

/** One that no launch of this process needed for so long is not worth its keeping; the next launch makes it again in one call. */
const IDLE_AFTER_MS = 60 * 60_000;

/** One page of our launch templates that neither a group nor, for an hour, a launch of this process needed. */
export async function listIdleLaunchTemplates(
  session: AwsSession,
  scope: SweepScope,
  usedByGroups: ReadonlySet<string>,
  token: string | undefined,
  input: OperationInput,
): Promise<{ companions: readonly ObservedCompanion[]; providerTimeMs: number; nextToken: string | undefined }> {
  const wanted = { Filters: [scopeFilter(scope)], MaxResults: PAGE_SIZE, NextToken: token };
  const { output, providerTimeMs } = await session.read('ec2', new DescribeLaunchTemplatesCommand(wanted), input);
  const companions = (output.LaunchTemplates ?? []).flatMap((template): readonly ObservedCompanion[] => {
    const { LaunchTemplateId: id, LaunchTemplateName: name = '' } = template;
    const tags = toTags(template.Tags);
    if (id === undefined || !isInScope(tags, scope) || !isOwnLaunchTemplate(tags)) return [];
    if (!isIdle(session, name) || usedByGroups.has(id)) return [];
    return [
      {
        companionId: id,
        kind: LAUNCH_TEMPLATE_KIND,
        header: headerOfTags(tags),
        shard: session.region,
        createdAtMs: template.CreateTime?.getTime() ?? providerTimeMs,
        machineId: undefined,
      },
    ];
  });
  return { companions, providerTimeMs, nextToken: output.NextToken || undefined };
}

/** Another process may have needed it: this one's own hour counts. */
function isIdle(session: AwsSession, name: string): boolean {
  const memory = memoryOf(session);
  const usedAtMs = memory.launchTemplatesUsedAtMs.get(name);
  if (usedAtMs === undefined) memory.launchTemplateUsed(name);
  return usedAtMs !== undefined && session.context.now() - usedAtMs >= IDLE_AFTER_MS;
}
