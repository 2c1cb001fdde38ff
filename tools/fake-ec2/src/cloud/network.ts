import { ApiError, notFound } from '../server/api-error.ts';
import type { Tag } from './tag-sets.ts';

export interface Vpc {
  readonly id: string;
  readonly cidr: string;
  readonly isDefault: boolean;
  tags: readonly Tag[];
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly cidr: string;
  readonly isDefault: boolean;
  readonly publicAddresses: boolean;
  /** The first address, as a number. */
  readonly base: number;
  /** How many addresses were given; the next machine gets the one after. */
  given: number;
  tags: readonly Tag[];
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  tags: readonly Tag[];
}

interface KeyPair {
  readonly id: string;
  readonly name: string;
  readonly fingerprint: string;
  tags: readonly Tag[];
}

export interface Network {
  readonly zones: readonly string[];
  readonly vpcs: Map<string, Vpc>;
  readonly subnets: Map<string, Subnet>;
  readonly securityGroups: Map<string, SecurityGroup>;
  readonly keyPairs: Map<string, KeyPair>;
}

const ZONE_LETTERS: Readonly<Record<string, string>> = { 'us-east-1': 'abcdef', 'us-west-2': 'abcd' };
const ADDRESSES_PER_SUBNET = 2 ** 20;

/**
 * A default network: one VPC, a default subnet in each zone, a default security group, and the key pair `default`; and a second VPC with
 * one subnet and group, for those that mix the two up. Its subnets are far larger than EC2 allows (a /16), so that a hundred thousand
 * machines have an address each.
 */
export function createNetwork(region: string, newId: (prefix: string) => string): Network {
  const zones = (ZONE_LETTERS[region] ?? 'abc').split('').map((letter) => `${region}${letter}`);
  const main: Vpc = { id: newId('vpc-'), cidr: '10.0.0.0/8', isDefault: true, tags: [] };
  const other: Vpc = { id: newId('vpc-'), cidr: '172.16.0.0/12', isDefault: false, tags: [{ key: 'Name', value: 'other' }] };
  const subnets = zones.map((zone, index) => makeSubnet(newId('subnet-'), main, zone, index));
  subnets.push(makeSubnet(newId('subnet-'), other, zones[0] ?? region, 0));
  const groups = [main, other].map((vpc): SecurityGroup => ({
    id: newId('sg-'),
    name: 'default',
    description: 'default VPC security group',
    vpcId: vpc.id,
    tags: [],
  }));
  const keyPair: KeyPair = { id: newId('key-'), name: 'default', fingerprint: '1f:51:ae:28:bf:89:e9:d8:1f:25:5d:37:2d:7d:b8:ca', tags: [] };
  return {
    zones,
    vpcs: byId([main, other]),
    subnets: byId(subnets),
    securityGroups: byId(groups),
    keyPairs: new Map([[keyPair.name, keyPair]]),
  };
}

/** @param index - which part of the VPC it has; a subnet of the default VPC gives public addresses */
export function makeSubnet(id: string, vpc: Vpc, zone: string, index: number): Subnet {
  const [first = 0, second = 0] = vpc.cidr.split('.').map(Number);
  const start = (first * 256 + second) * 65_536 + index * ADDRESSES_PER_SUBNET;
  const cidr = `${dotted(start)}/${32 - Math.log2(ADDRESSES_PER_SUBNET)}`;
  // EC2 keeps the first four addresses of a subnet for itself.
  return { id, vpcId: vpc.id, zone, cidr, isDefault: vpc.isDefault, publicAddresses: vpc.isDefault, base: start + 4, given: 0, tags: [] };
}

function byId<T extends { readonly id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

export function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

/** @throws {ApiError} InvalidSubnetID.NotFound */
export function subnetById(network: Network, id: string): Subnet {
  const subnet = network.subnets.get(id);
  if (subnet === undefined) throw new ApiError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
  return subnet;
}

/** Groups by id, or by name in the given VPC. @throws {ApiError} for one that does not exist, or is of another VPC */
export function groupsIn(network: Network, vpcId: string, ids: readonly string[], names: readonly string[]): readonly SecurityGroup[] {
  const byName = names.map((name) => {
    const group = [...network.securityGroups.values()].find((candidate) => candidate.name === name && candidate.vpcId === vpcId);
    if (group === undefined) throw new ApiError('InvalidGroup.NotFound', `The security group '${name}' does not exist in VPC '${vpcId}'`);
    return group;
  });
  const byIds = ids.map((id) => {
    const group = network.securityGroups.get(id);
    if (group === undefined) throw notFound('InvalidGroup.NotFound', 'security group', [id]);
    if (group.vpcId !== vpcId) {
      throw new ApiError('InvalidParameter', `Security group ${id} and the subnet belong to different networks.`);
    }
    return group;
  });
  const found = [...byIds, ...byName];
  return found.length > 0
    ? found
    : [...network.securityGroups.values()].filter(({ name, vpcId: of }) => name === 'default' && of === vpcId);
}
