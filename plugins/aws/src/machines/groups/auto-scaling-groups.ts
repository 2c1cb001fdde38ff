import { DescribeAutoScalingGroupsCommand, type AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { headerOfTags, type OperationInput, type SweepScope } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import { scopeFilter, toTags, type GroupPage, type ListedGroup } from './group-listing.js';

/** One page has as many. Source: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html */
const PAGE_SIZE = 100;

/** The process that adds machines to a group. Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html */
export const LAUNCH_PROCESS = 'Launch';

/** One page of the Auto Scaling groups of a scope. */
export async function listAutoScalingGroups(
  session: AwsSession,
  scope: SweepScope,
  token: string | undefined,
  input: OperationInput,
): Promise<GroupPage> {
  const wanted = { Filters: [scopeFilter(scope)], MaxRecords: PAGE_SIZE, NextToken: token };
  const { output, providerTimeMs } = await session.read('autoscaling', new DescribeAutoScalingGroupsCommand(wanted), input);
  return {
    groups: (output.AutoScalingGroups ?? []).flatMap((group) => toListed(session.region, group, providerTimeMs)),
    providerTimeMs,
    nextToken: output.NextToken || undefined,
  };
}

function toListed(region: string, group: AutoScalingGroup, providerTimeMs: number): readonly ListedGroup[] {
  const { AutoScalingGroupName: name } = group;
  if (name === undefined) return [];
  const tags = toTags(group.Tags);
  const template = group.MixedInstancesPolicy?.LaunchTemplate;
  const templates = [
    group.LaunchTemplate,
    template?.LaunchTemplateSpecification,
    ...(template?.Overrides ?? []).map((override) => override.LaunchTemplateSpecification),
  ];
  return [
    {
      group: {
        groupRef: name,
        kind: 'auto-scaling-group',
        header: headerOfTags(tags),
        shard: region,
        // A group has a status only while it is being deleted.
        state: group.Status === undefined ? { unified: 'active', raw: '' } : { unified: 'deleting', raw: group.Status },
        createdAtMs: group.CreatedTime?.getTime() ?? providerTimeMs,
        targetUnits: group.DesiredCapacity,
      },
      tags,
      closed: (group.SuspendedProcesses ?? []).some(({ ProcessName: process }) => process === LAUNCH_PROCESS),
      launchTemplateIds: templates.flatMap((used) => used?.LaunchTemplateId ?? []),
    },
  ];
}
