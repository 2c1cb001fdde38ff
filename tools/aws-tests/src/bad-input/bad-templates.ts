import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { FakeEc2 } from '@hostwright/fake-ec2';

/** What a template can be made of, and what it must not be made of. */
interface Network {
  readonly imageId: string;
  /** In two zones of the default network. */
  readonly subnetIds: readonly [string, string];
  /** In the zone of the first one. */
  readonly sameZone: string;
  readonly securityGroupId: string;
  /** Of another network. */
  readonly other: { readonly subnetId: string; readonly securityGroupId: string };
}

/** A template that cannot be used, and how that is told. */
interface BadTemplate {
  readonly what: string;
  readonly keys: Readonly<Record<string, unknown>>;
  /** Who says so: the file's schema, or the cloud when it is asked about the template. */
  readonly by: 'schema' | 'cloud';
  /** What they say. */
  readonly says: RegExp;
  /** EC2's own code, where the cloud refuses a launch itself; undefined where nothing that creates is ever sent. */
  readonly code?: string;
}

/** One byte more than EC2 takes. Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const TOO_MUCH_USER_DATA = 'x'.repeat(16 * 1024 + 1);

/** Everything that users get wrong. */
export function badTemplates({ subnetIds: [first, second], sameZone, other }: Network): readonly BadTemplate[] {
  return [
    {
      what: 'an unknown image',
      keys: { imageId: 'ami-0bad0bad0bad0bad0' },
      by: 'cloud',
      says: /imageId: there is no image ami-0bad0bad0bad0bad0/,
      code: 'InvalidAMIID.NotFound',
    },
    { what: 'an unknown type', keys: { vmType: 'z9.huge' }, by: 'cloud', says: /no machine type .*us-east-1/ },
    {
      what: 'an unknown subnet',
      keys: { subnetIds: ['subnet-0bad0bad0bad0bad0'] },
      by: 'cloud',
      says: /subnetIds\[0\]: there is no subnet subnet-0bad0bad0bad0bad0/,
    },
    {
      what: 'an unknown security group',
      keys: { securityGroupIds: ['sg-0bad0bad0bad0bad0'] },
      by: 'cloud',
      says: /securityGroupIds\[0\]: there is no security group sg-0bad0bad0bad0bad0/,
      code: 'InvalidGroup.NotFound',
    },
    {
      what: 'an unknown key pair',
      keys: { keyName: 'nobody' },
      by: 'cloud',
      says: /keyName: there is no key pair nobody/,
      code: 'InvalidKeyPair.NotFound',
    },
    {
      what: 'subnets of two networks',
      keys: { subnetIds: [second, other.subnetId] },
      by: 'cloud',
      says: /subnetIds\[1\]: .* lies in vpc-\w+, .*: use subnets of one VPC/,
    },
    {
      what: 'two subnets of one zone for a fleet',
      keys: { subnetIds: [first, sameZone] },
      by: 'cloud',
      says: /subnetIds\[1\]: .* both lie in us-east-1a: a fleet takes one subnet of each zone/,
    },
    {
      what: 'a security group of another network',
      keys: { securityGroupIds: [other.securityGroupId] },
      by: 'cloud',
      says: /securityGroupIds\[0\]: .* belongs to vpc-\w+, the machines to vpc-\w+/,
      code: 'InvalidParameter',
    },
    { what: 'a weight of 0', keys: { vmType: undefined, vmTypes: { 'c5.large': 0 } }, by: 'schema', says: /weight must be at least 1/ },
    {
      what: 'a share of 101 %',
      keys: { priceType: 'heterogeneous', percentOnDemand: 101 },
      by: 'schema',
      says: /percentOnDemand: must be 0 to 100/,
    },
    {
      what: 'no role for a Spot Fleet',
      keys: { handlers: ['spot-fleet'], priceType: 'spot' },
      by: 'schema',
      says: /fleetRole: handlers names spot-fleet, which acts under a role/,
    },
    { what: 'too much user data', keys: { userData: TOO_MUCH_USER_DATA }, by: 'schema', says: /userData: it is larger than 16 KiB/ },
  ];
}

/** A network in which all of these mistakes can be made. */
export async function networkOf(fake: FakeEc2, ec2: EC2Client): Promise<Network> {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  const subnetsIn = (isDefault: boolean): readonly string[] =>
    Subnets.filter(({ DefaultForAz }) => DefaultForAz === isDefault)
      .toSorted((one, another) => (one.AvailabilityZone ?? '').localeCompare(another.AvailabilityZone ?? ''))
      .map(({ SubnetId = '' }) => SubnetId);
  const [first = '', second = ''] = subnetsIn(true);
  const [otherSubnet = ''] = subnetsIn(false);
  const networkOfSubnet = (id: string): string => Subnets.find(({ SubnetId }) => SubnetId === id)?.VpcId ?? '';
  const groupOf = (vpcId: string): string => SecurityGroups.find(({ VpcId }) => VpcId === vpcId)?.GroupId ?? '';
  return {
    imageId: (await fake.control.addImage({ name: 'grid' })).id,
    subnetIds: [first, second],
    sameZone: (await fake.control.addSubnet({ zone: 'us-east-1a' })).id,
    securityGroupId: groupOf(networkOfSubnet(first)),
    other: { subnetId: otherSubnet, securityGroupId: groupOf(networkOfSubnet(otherSubnet)) },
  };
}
