import { DescribePlacementGroupsCommand, DescribeSecurityGroupsCommand, type SecurityGroup } from '@aws-sdk/client-ec2';
import type { OperationInput, TemplateProblem } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import { usableHandlers } from '../offers.js';
import { subnetProblems, subnetsNamed, zoneProblems } from '../subnets.js';
import type { Check } from './check.js';

/** Subnets and security groups exist and lie in one VPC; a fleet gets one subnet of each zone. */
export const networkProblems: Check = async (session, options, input) => {
  const { subnetIds, securityGroupIds } = options;
  const [subnets, groups] = await Promise.all([subnetsNamed(session, subnetIds, input), groupsNamed(session, securityGroupIds, input)]);
  const vpcId = subnets.values().next().value?.vpcId ?? groups.values().next().value?.VpcId;
  const onePerZone = usableHandlers(options, session.settings).some((handler) => handler.onePerZone);
  return [
    ...subnetProblems(subnetIds, subnets, session.region),
    ...(onePerZone ? zoneProblems(subnetIds, subnets) : []),
    ...groupProblems(securityGroupIds, groups, vpcId, session.region),
  ];
};

async function groupsNamed(
  session: AwsSession,
  ids: readonly string[],
  input: OperationInput,
): Promise<ReadonlyMap<string, SecurityGroup>> {
  if (ids.length === 0) return new Map();
  const command = new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-id', Values: [...ids] }] });
  const { output } = await session.read('ec2', command, input);
  return new Map((output.SecurityGroups ?? []).flatMap((group) => (group.GroupId === undefined ? [] : [[group.GroupId, group] as const])));
}

function groupProblems(
  ids: readonly string[],
  found: ReadonlyMap<string, SecurityGroup>,
  vpcId: string | undefined,
  region: string,
): readonly TemplateProblem[] {
  return ids.flatMap((id, index) => {
    const path = `securityGroupIds[${index}]`;
    const group = found.get(id);
    if (group === undefined) return [{ path, message: `there is no security group ${id} in ${region}` }];
    if (vpcId === undefined || group.VpcId === vpcId) return [];
    return [{ path, message: `${id} belongs to ${group.VpcId ?? 'no VPC'}, the machines to ${vpcId}` }];
  });
}

/** The placement group exists. */
export const placementProblems: Check = async (session, { placementGroup }, input) => {
  if (placementGroup === undefined) return [];
  const command = new DescribePlacementGroupsCommand({ Filters: [{ Name: 'group-name', Values: [placementGroup] }] });
  const { output } = await session.read('ec2', command, input);
  const found = (output.PlacementGroups ?? []).some(({ GroupName, State }) => GroupName === placementGroup && State !== 'deleted');
  return found ? [] : [{ path: 'placementGroupName', message: `there is no placement group ${placementGroup} in ${session.region}` }];
};
