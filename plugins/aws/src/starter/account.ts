import {
  DescribeKeyPairsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  type Tag,
} from '@aws-sdk/client-ec2';
import type { OperationInput } from '@hostwright/core/provider';
import { allPages } from '../catalog/all-pages.js';
import type { AwsSession } from '../session/session.js';

/** A network of the account, with what machines in it need. */
export interface FoundNetwork {
  readonly vpcId: string;
  /** Its tag `Name`; undefined for none. */
  readonly name: string | undefined;
  readonly isDefault: boolean;
  /** One of each zone, that with the most free addresses: a fleet takes no two of one zone. */
  readonly subnets: readonly FoundSubnet[];
  /** Its own default one; undefined when that was deleted. */
  readonly defaultSecurityGroupId: string | undefined;
}

/** A subnet that a machine may start in. */
interface FoundSubnet {
  readonly subnetId: string;
  readonly zone: string;
  readonly freeAddresses: number;
}

/** What an account has for machines. */
export interface FoundAccount {
  /** The default one first, then those with the most free addresses; networks without subnets are left out. */
  readonly networks: readonly FoundNetwork[];
  readonly keyNames: readonly string[];
}

/** Looks at networks, subnets, security groups and key pairs of the region. Reads only. @throws {ProviderError} */
export async function findAccount(session: AwsSession, input: OperationInput): Promise<FoundAccount> {
  const [vpcs, subnets, groups, keys] = await Promise.all([
    allPages(async (token) => {
      const { output } = await session.read('ec2', new DescribeVpcsCommand({ NextToken: token }), input);
      return { items: output.Vpcs ?? [], nextToken: output.NextToken };
    }),
    allPages(async (token) => {
      const { output } = await session.read('ec2', new DescribeSubnetsCommand({ NextToken: token }), input);
      return { items: output.Subnets ?? [], nextToken: output.NextToken };
    }),
    allPages(async (token) => {
      const command = new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['default'] }], NextToken: token });
      const { output } = await session.read('ec2', command, input);
      return { items: output.SecurityGroups ?? [], nextToken: output.NextToken };
    }),
    session.read('ec2', new DescribeKeyPairsCommand({}), input),
  ]);
  const usable = subnets.flatMap(
    ({ SubnetId: subnetId, AvailabilityZone: zone, VpcId: vpcId, AvailableIpAddressCount: freeAddresses = 0, State }) =>
      subnetId === undefined || zone === undefined || State !== 'available' ? [] : [{ subnetId, zone, vpcId, freeAddresses }],
  );
  const networks = vpcs.flatMap(({ VpcId: vpcId, IsDefault, Tags }): readonly FoundNetwork[] => {
    const own = usable.filter((subnet) => subnet.vpcId === vpcId);
    if (vpcId === undefined || own.length === 0) return [];
    const defaultSecurityGroupId = groups.find((group) => group.VpcId === vpcId)?.GroupId;
    return [{ vpcId, name: nameOf(Tags), isDefault: IsDefault === true, subnets: roomiestOfEachZone(own), defaultSecurityGroupId }];
  });
  return {
    networks: networks.toSorted(
      (a, b) => Number(b.isDefault) - Number(a.isDefault) || freeOf(b) - freeOf(a) || a.vpcId.localeCompare(b.vpcId),
    ),
    keyNames: (keys.output.KeyPairs ?? []).flatMap(({ KeyName }) => (KeyName === undefined ? [] : [KeyName])).toSorted(),
  };
}

function roomiestOfEachZone(subnets: readonly FoundSubnet[]): readonly FoundSubnet[] {
  const byZone = new Map<string, FoundSubnet>();
  for (const { subnetId, zone, freeAddresses } of subnets) {
    const best = byZone.get(zone);
    if (best === undefined || freeAddresses > best.freeAddresses) byZone.set(zone, { subnetId, zone, freeAddresses });
  }
  return [...byZone.values()].toSorted((a, b) => a.zone.localeCompare(b.zone));
}

function freeOf({ subnets }: FoundNetwork): number {
  return subnets.reduce((sum, { freeAddresses }) => sum + freeAddresses, 0);
}

function nameOf(tags: readonly Tag[] | undefined): string | undefined {
  const name = tags?.find(({ Key }) => Key === 'Name')?.Value;
  return name === '' ? undefined : name;
}
