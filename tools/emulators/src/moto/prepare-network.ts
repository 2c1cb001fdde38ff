import { every, textAt } from '../xml/xml.js';
import { ask, type Place } from './ask.js';

/** The image, of those that moto begins with, that is used: Amazon Linux for x86. */
const IMAGE_NAME = 'amzn2-ami-hvm-2.0.*-x86_64-gp2';

/** What a launch needs. */
export interface PreparedNetwork {
  readonly vpcId: string;
  /** One in each zone, in the order of the zones. */
  readonly subnets: readonly { readonly subnetId: string; readonly zone: string }[];
  readonly securityGroupId: string;
  readonly imageId: string;
  readonly keyName: string;
  readonly instanceProfile: string;
}

/** Makes what a launch needs, beside the default network that moto begins with. Once for each account and region. */
export async function prepareNetwork(place: Place): Promise<PreparedNetwork> {
  const ec2 = (action: string, parameters: Readonly<Record<string, string>>) => ask(place, { service: 'ec2', action, parameters });
  const subnets = every(await ec2('DescribeSubnets', { 'Filter.1.Name': 'default-for-az', 'Filter.1.Value.1': 'true' }), 'item')
    .filter((item) => textAt(item, 'subnetId') !== '')
    .map((item) => ({ subnetId: textAt(item, 'subnetId'), zone: textAt(item, 'availabilityZone'), vpcId: textAt(item, 'vpcId') }))
    .toSorted((one, other) => one.zone.localeCompare(other.zone));
  const vpcId = subnets[0]?.vpcId ?? '';
  const group = await ec2('CreateSecurityGroup', { GroupName: 'machines', GroupDescription: 'machines of a test', VpcId: vpcId });
  const images = await ec2('DescribeImages', { 'Filter.1.Name': 'name', 'Filter.1.Value.1': IMAGE_NAME });
  await ec2('CreateKeyPair', { KeyName: 'test-key' });
  await ask(place, { service: 'iam', action: 'CreateInstanceProfile', parameters: { InstanceProfileName: 'machine-profile' } });
  return {
    vpcId,
    subnets: subnets.map(({ subnetId, zone }) => ({ subnetId, zone })),
    securityGroupId: textAt(group, 'groupId'),
    imageId: every(images, 'imageId')[0]?.text ?? '',
    keyName: 'test-key',
    instanceProfile: 'machine-profile',
  };
}
