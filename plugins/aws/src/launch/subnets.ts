import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import type { OperationInput, TemplateProblem } from '@hostwright/core/provider';
import { perSession } from '../cache/per-session.js';
import type { AwsSession } from '../session/session.js';
import { refuse } from './invalid-template.js';

/** What never changes of a subnet. */
interface SubnetFacts {
  readonly subnetId: string;
  readonly zone: string;
  readonly vpcId: string;
}

const known = perSession(() => new Map<string, SubnetFacts>());

/** One page of DescribeSubnets holds this many at least, and no template names more. */
const MAX_SUBNETS = 200;

/** Facts of the named subnets, kept for the life of the process; what does not exist is absent. */
export async function subnetsNamed(
  session: AwsSession,
  subnetIds: readonly string[],
  input: OperationInput,
): Promise<ReadonlyMap<string, SubnetFacts>> {
  const facts = known(session);
  const unknown = subnetIds.filter((id) => !facts.has(id)).slice(0, MAX_SUBNETS);
  if (unknown.length > 0) {
    // By filter, not by SubnetIds: one unknown id there fails the whole call.
    const command = new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: unknown }] });
    const { output } = await session.read('ec2', command, input);
    for (const { SubnetId: subnetId, AvailabilityZone: zone, VpcId: vpcId } of output.Subnets ?? []) {
      if (subnetId !== undefined && zone !== undefined && vpcId !== undefined) facts.set(subnetId, { subnetId, zone, vpcId });
    }
  }
  return new Map(
    subnetIds.flatMap((id) => {
      const fact = facts.get(id);
      return fact === undefined ? [] : [[id, fact] as const];
    }),
  );
}

/** What is wrong with a template's subnets, whatever launches into them. */
export function subnetProblems(
  subnetIds: readonly string[],
  found: ReadonlyMap<string, SubnetFacts>,
  region: string,
): readonly TemplateProblem[] {
  const first = found.values().next().value;
  return subnetIds.flatMap((id, index) => {
    const path = `subnetIds[${index}]`;
    const fact = found.get(id);
    if (fact === undefined) return [{ path, message: `there is no subnet ${id} in ${region}` }];
    if (first === undefined || fact.vpcId === first.vpcId) return [];
    return [{ path, message: `${id} lies in ${fact.vpcId}, ${first.subnetId} in ${first.vpcId}: use subnets of one VPC` }];
  });
}

/** A fleet takes one subnet of each zone. Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FleetLaunchTemplateOverridesRequest.html */
export function zoneProblems(subnetIds: readonly string[], found: ReadonlyMap<string, SubnetFacts>): readonly TemplateProblem[] {
  const byZone = new Map<string, string>();
  return subnetIds.flatMap((id, index) => {
    const zone = found.get(id)?.zone;
    if (zone === undefined) return [];
    const other = byZone.get(zone);
    byZone.set(zone, other ?? id);
    if (other === undefined || other === id) return [];
    return [{ path: `subnetIds[${index}]`, message: `${id} and ${other} both lie in ${zone}: a fleet takes one subnet of each zone` }];
  });
}

/** Zones of a fleet's subnets. @throws {ProviderError} `InvalidTemplate` when the subnets cannot be used together */
export async function zonesOf(
  session: AwsSession,
  subnetIds: readonly string[],
  input: OperationInput,
): Promise<Readonly<Record<string, string>>> {
  if (subnetIds.length === 0) return {};
  const found = await subnetsNamed(session, subnetIds, input);
  refuse([...subnetProblems(subnetIds, found, session.region), ...zoneProblems(subnetIds, found)]);
  return Object.fromEntries([...found.values()].map(({ subnetId, zone }) => [subnetId, zone]));
}
