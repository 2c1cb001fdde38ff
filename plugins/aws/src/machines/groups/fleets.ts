import { DescribeFleetsCommand, type FleetData } from '@aws-sdk/client-ec2';
import { headerOfTags, type ObservedGroup, type OperationInput, type SweepScope } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import { isInScope, toTags, type GroupPage, type ListedGroup } from './group-listing.js';

const PAGE_SIZE = 100;

/**
 * EC2's words for the states of a fleet in the contract's. A fleet that is `deleted_running` launches nothing any more; its machines are
 * machines like others. One that `failed` never launched anything.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FleetData.html
 */
const FLEET_STATES: ReadonlyMap<string, ObservedGroup['state']['unified']> = new Map([
  ['submitted', 'creating'],
  ['active', 'active'],
  ['modifying', 'active'],
  ['failed', 'deleted'],
  ['deleted', 'deleted'],
  ['deleted_running', 'deleted'],
  ['deleted_terminating', 'deleted'],
]);

/** One page of the fleets of a scope; DescribeFleets has no filter for tags, and shows no instant fleets. */
export async function listFleets(
  session: AwsSession,
  scope: SweepScope,
  token: string | undefined,
  input: OperationInput,
): Promise<GroupPage> {
  const { output, providerTimeMs } = await session.read(
    'ec2',
    new DescribeFleetsCommand({ MaxResults: PAGE_SIZE, NextToken: token }),
    input,
  );
  const listed = (output.Fleets ?? []).flatMap((fleet) => toListed(session.region, fleet, providerTimeMs));
  return { groups: listed.filter(({ tags }) => isInScope(tags, scope)), providerTimeMs, nextToken: output.NextToken || undefined };
}

function toListed(region: string, fleet: FleetData, providerTimeMs: number): readonly ListedGroup[] {
  const { FleetId: id, FleetState: state = '', Type: type, TargetCapacitySpecification: target } = fleet;
  if (id === undefined || type === 'instant') return [];
  const tags = toTags(fleet.Tags);
  const keepsTarget = type === 'maintain';
  return [
    {
      group: {
        groupRef: id,
        kind: 'fleet',
        header: headerOfTags(tags),
        shard: region,
        state: { unified: FLEET_STATES.get(state) ?? 'active', raw: state },
        createdAtMs: fleet.CreateTime?.getTime() ?? providerTimeMs,
        targetUnits: keepsTarget ? target?.TotalTargetCapacity : undefined,
      },
      tags,
      closed: !keepsTarget || target?.TotalTargetCapacity === 0,
      launchTemplateIds: (fleet.LaunchTemplateConfigs ?? []).flatMap(
        (config) => config.LaunchTemplateSpecification?.LaunchTemplateId ?? [],
      ),
    },
  ];
}
