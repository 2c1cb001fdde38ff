import { DescribeSpotFleetRequestsCommand, type SpotFleetRequestConfig } from '@aws-sdk/client-ec2';
import { headerOfTags, type ObservedGroup, type OperationInput, type SweepScope } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import { isInScope, toTags, type GroupPage, type ListedGroup } from './group-listing.js';

/** Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotFleetRequests.html */
const PAGE_SIZE = 1_000;

/**
 * EC2's words for the states of a Spot Fleet request in the contract's.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SpotFleetRequestConfig.html
 */
const SPOT_FLEET_STATES: ReadonlyMap<string, ObservedGroup['state']['unified']> = new Map([
  ['submitted', 'creating'],
  ['active', 'active'],
  ['modifying', 'active'],
  ['failed', 'deleted'],
  ['cancelled', 'deleted'],
  ['cancelled_running', 'deleted'],
  ['cancelled_terminating', 'deleted'],
]);

/** One page of the Spot Fleet requests of a scope; the listing has no filters. */
export async function listSpotFleets(
  session: AwsSession,
  scope: SweepScope,
  token: string | undefined,
  input: OperationInput,
): Promise<GroupPage> {
  const wanted = new DescribeSpotFleetRequestsCommand({ MaxResults: PAGE_SIZE, NextToken: token });
  const { output, providerTimeMs } = await session.read('ec2', wanted, input);
  const listed = (output.SpotFleetRequestConfigs ?? []).flatMap((fleet) => toListed(session.region, fleet, providerTimeMs));
  return { groups: listed.filter(({ tags }) => isInScope(tags, scope)), providerTimeMs, nextToken: output.NextToken || undefined };
}

function toListed(region: string, fleet: SpotFleetRequestConfig, providerTimeMs: number): readonly ListedGroup[] {
  const { SpotFleetRequestId: id, SpotFleetRequestState: state = '' } = fleet;
  if (id === undefined) return [];
  const tags = toTags(fleet.Tags);
  return [
    {
      group: {
        groupRef: id,
        kind: 'spot-fleet',
        header: headerOfTags(tags),
        shard: region,
        state: { unified: SPOT_FLEET_STATES.get(state) ?? 'active', raw: state },
        createdAtMs: fleet.CreateTime?.getTime() ?? providerTimeMs,
        // Made of type `request` only: such a one replaces nothing, and keeps no target.
        targetUnits: undefined,
      },
      tags,
      closed: true,
      launchTemplateIds: (fleet.SpotFleetRequestConfig?.LaunchTemplateConfigs ?? []).flatMap(
        (config) => config.LaunchTemplateSpecification?.LaunchTemplateId ?? [],
      ),
    },
  ];
}
