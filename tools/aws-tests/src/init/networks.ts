import { ask, every, textAt, type Place } from '@hostwright/emulators/moto';

type Parameters = Readonly<Record<string, string>>;

/** A network that somebody made. */
interface MadeNetwork {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
}

const ec2 = (place: Place, action: string, parameters: Parameters = {}) => ask(place, { service: 'ec2', action, parameters });

/** Makes a network with a name and one subnet in each of these zones. */
export async function makeNetwork(place: Place, name: string, index: number, zones: readonly string[]): Promise<MadeNetwork> {
  const made = await ec2(place, 'CreateVpc', {
    CidrBlock: `10.${index}.0.0/16`,
    'TagSpecification.1.ResourceType': 'vpc',
    'TagSpecification.1.Tag.1.Key': 'Name',
    'TagSpecification.1.Tag.1.Value': name,
  });
  const vpcId = every(made, 'vpcId')[0]?.text ?? '';
  const subnetIds: string[] = [];
  for (const [number, zone] of zones.entries()) {
    const subnet = await ec2(place, 'CreateSubnet', { VpcId: vpcId, CidrBlock: `10.${index}.${number}.0/24`, AvailabilityZone: zone });
    subnetIds.push(every(subnet, 'subnetId')[0]?.text ?? '');
  }
  return { vpcId, subnetIds };
}

/** Removes the network that every account begins with. */
export async function removeDefaultNetwork(place: Place): Promise<void> {
  const subnets = every(await ec2(place, 'DescribeSubnets', { 'Filter.1.Name': 'default-for-az', 'Filter.1.Value.1': 'true' }), 'item');
  const vpcId = textAt(subnets[0], 'vpcId');
  for (const subnet of subnets) {
    const SubnetId = textAt(subnet, 'subnetId');
    if (SubnetId !== '') await ec2(place, 'DeleteSubnet', { SubnetId });
  }
  await ec2(place, 'DeleteVpc', { VpcId: vpcId });
}

/** Removes every key pair. */
export async function removeKeyPairs(place: Place): Promise<void> {
  for (const { text } of every(await ec2(place, 'DescribeKeyPairs'), 'keyName')) await ec2(place, 'DeleteKeyPair', { KeyName: text });
}
