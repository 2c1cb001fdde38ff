import { DescribeSubnetsCommand, type Filter } from '@aws-sdk/client-ec2';
import type { OperationInput, TemplateProblem } from '@hostwright/core/provider';
import { allPages } from '../catalog/all-pages.js';
import { createByName } from '../cache/by-name.js';
import { perSession } from '../cache/per-session.js';
import type { AwsSession } from '../session/session.js';
import { refuse } from './invalid-template.js';

/** What never changes of a subnet. */
interface SubnetFacts {
  readonly subnetId: string;
  readonly zone: string;
  readonly vpcId: string;
}

/** That a subnet exists; its zone and network never change. */
const MAX_AGE_MS = 3_600_000;
const PAGE = 1_000;

const known = perSession((session) =>
  createByName<SubnetFacts>({
    now: () => session.context.now(),
    maxAgeMs: MAX_AGE_MS,
    // By filter, not by SubnetIds: one unknown id there fails the whole call.
    loadSome: (ids, signal) => read(session, [{ Name: 'subnet-id', Values: [...ids] }], signal),
    loadAll: (signal) => read(session, [], signal),
  }),
);

async function read(session: AwsSession, filters: readonly Filter[], signal: AbortSignal): Promise<ReadonlyMap<string, SubnetFacts>> {
  const subnets = await allPages(async (token) => {
    const command = new DescribeSubnetsCommand({ MaxResults: PAGE, Filters: [...filters], NextToken: token });
    const { output } = await session.read('ec2', command, { signal });
    return { items: output.Subnets ?? [], nextToken: output.NextToken };
  });
  return new Map(
    subnets.flatMap(({ SubnetId: subnetId, AvailabilityZone: zone, VpcId: vpcId }) =>
      subnetId === undefined || zone === undefined || vpcId === undefined ? [] : [[subnetId, { subnetId, zone, vpcId }] as const],
    ),
  );
}

/** Facts of the named subnets, at most an hour old; what does not exist is absent. */
export async function subnetsNamed(
  session: AwsSession,
  subnetIds: readonly string[],
  input: OperationInput,
): Promise<ReadonlyMap<string, SubnetFacts>> {
  const rows = await known(session).some(subnetIds, input);
  return new Map([...rows].map(([id, { value }]) => [id, value]));
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
