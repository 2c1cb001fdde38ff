import type { Question } from './ask.ts';

/** Ids that earlier answers of one side gave, by a name of ours. */
export type Ids = Readonly<Record<string, string>>;

/** One call of a sequence that both sides are asked, in the ids of each side. */
export interface Step {
  readonly name: string;
  readonly question: (ids: Ids) => Question;
  /** Ids for later steps: where in the answer they stand. */
  readonly keep?: Readonly<Record<string, readonly (string | number)[]>>;
}

const ec2 = (action: string, parameters: Question['parameters'] = {}): Question => ({ service: 'ec2', action, parameters });
const group = (action: string, parameters: Question['parameters'] = {}): Question => ({ service: 'autoscaling', action, parameters });

const IMAGE = 'ami-12c6146b';
const filter = (number: number, name: string, ...values: readonly string[]): Record<string, string> => ({
  [`Filter.${number}.Name`]: name,
  ...Object.fromEntries(values.map((value, index) => [`Filter.${number}.Value.${index + 1}`, value])),
});
const list = (name: string, ...values: readonly (string | undefined)[]): Record<string, string> =>
  Object.fromEntries(values.map((value, index) => [`${name}.${index + 1}`, value ?? '']));
const instanceTags = (prefix: string): Record<string, string> => ({
  [`${prefix}TagSpecification.1.ResourceType`]: 'instance',
  [`${prefix}TagSpecification.1.Tag.1.Key`]: 'of',
  [`${prefix}TagSpecification.1.Tag.1.Value`]: 'us & <them>',
});
const run = (more: Record<string, unknown> = {}): Question =>
  ec2('RunInstances', { ImageId: IMAGE, InstanceType: 'm5.large', MinCount: 1, MaxCount: 1, ...more });
const only = (id: string | undefined, name = 'InstanceId') => list(name, id);

/** What there is. */
const CATALOG: readonly Step[] = [
  { name: 'who am I', question: () => ({ service: 'sts', action: 'GetCallerIdentity', parameters: {} }) },
  { name: 'one region', question: () => ec2('DescribeRegions', list('RegionName', 'us-east-1')) },
  { name: 'an unknown region', question: () => ec2('DescribeRegions', list('RegionName', 'us-nowhere-1')) },
  { name: 'the zones', question: () => ec2('DescribeAvailabilityZones') },
  {
    name: 'the default network',
    question: () => ec2('DescribeVpcs', filter(1, 'is-default', 'true')),
    keep: { vpc: ['Vpcs', 0, 'VpcId'] },
  },
  { name: 'an unknown network', question: () => ec2('DescribeVpcs', list('VpcId', 'vpc-00000000')) },
  {
    name: 'the default subnets',
    question: () => ec2('DescribeSubnets', filter(1, 'default-for-az', 'true')),
    keep: { subnet: ['Subnets', 0, 'SubnetId'], otherSubnet: ['Subnets', 1, 'SubnetId'] },
  },
  { name: 'an unknown subnet', question: () => ec2('DescribeSubnets', list('SubnetId', 'subnet-00000000')) },
  {
    name: 'the default security group',
    question: ({ vpc = '' }) => ec2('DescribeSecurityGroups', { ...filter(1, 'vpc-id', vpc), ...filter(2, 'group-name', 'default') }),
    keep: { securityGroup: ['SecurityGroups', 0, 'GroupId'] },
  },
  { name: 'an unknown security group', question: () => ec2('DescribeSecurityGroups', list('GroupId', 'sg-00000000')) },
  { name: 'the key pair', question: () => ec2('DescribeKeyPairs', list('KeyName', 'default')) },
  { name: 'an unknown key pair', question: () => ec2('DescribeKeyPairs', list('KeyName', 'nobody')) },
  { name: 'an image', question: () => ec2('DescribeImages', list('ImageId', IMAGE)) },
  { name: 'an unknown image', question: () => ec2('DescribeImages', list('ImageId', 'ami-00000000')) },
  { name: 'a machine type', question: () => ec2('DescribeInstanceTypes', list('InstanceType', 'm5.large')) },
  { name: 'a GPU type', question: () => ec2('DescribeInstanceTypes', list('InstanceType', 'g4dn.xlarge')) },
  { name: 'an unknown machine type', question: () => ec2('DescribeInstanceTypes', list('InstanceType', 'm99.large')) },
  { name: 'offerings of a type', question: () => ec2('DescribeInstanceTypeOfferings', filter(1, 'instance-type', 'c5.large')) },
  {
    name: 'spot prices',
    question: () => ec2('DescribeSpotPriceHistory', { ...list('InstanceType', 'm5.large'), ...list('ProductDescription', 'Linux/UNIX') }),
  },
  { name: 'account attributes', question: () => ec2('DescribeAccountAttributes') },
];

const TEMPLATE = {
  LaunchTemplateName: 'workers',
  'LaunchTemplateData.ImageId': IMAGE,
  'LaunchTemplateData.InstanceType': 'm5.large',
  ...instanceTags('LaunchTemplateData.'),
};

const TEMPLATES: readonly Step[] = [
  {
    name: 'a launch template',
    question: () => ec2('CreateLaunchTemplate', TEMPLATE),
    keep: { template: ['LaunchTemplate', 'LaunchTemplateId'] },
  },
  { name: 'its name again', question: () => ec2('CreateLaunchTemplate', TEMPLATE) },
  {
    name: 'a second version',
    question: ({ template }) =>
      ec2('CreateLaunchTemplateVersion', {
        LaunchTemplateId: template,
        'LaunchTemplateData.ImageId': IMAGE,
        'LaunchTemplateData.InstanceType': 'c5.large',
        'LaunchTemplateData.MetadataOptions.HttpTokens': 'required',
      }),
  },
  { name: 'the template by name', question: () => ec2('DescribeLaunchTemplates', list('LaunchTemplateName', 'workers')) },
  { name: 'a template that does not exist', question: () => ec2('DescribeLaunchTemplates', list('LaunchTemplateName', 'nothing')) },
  { name: 'all its versions', question: ({ template }) => ec2('DescribeLaunchTemplateVersions', { LaunchTemplateId: template }) },
  {
    name: 'its latest version',
    question: ({ template }) =>
      ec2('DescribeLaunchTemplateVersions', { LaunchTemplateId: template, ...list('LaunchTemplateVersion', '$Latest') }),
  },
];

const MACHINES: readonly Step[] = [
  {
    name: 'two machines',
    question: ({ subnet, securityGroup }) =>
      run({
        MinCount: 2,
        MaxCount: 2,
        SubnetId: subnet,
        ...list('SecurityGroupId', securityGroup),
        KeyName: 'default',
        ClientToken: 'first',
        ...instanceTags(''),
      }),
    keep: { machine: ['Instances', 0, 'InstanceId'], other: ['Instances', 1, 'InstanceId'] },
  },
  { name: 'both by id', question: ({ machine, other }) => ec2('DescribeInstances', list('InstanceId', machine, other)) },
  { name: 'those of a tag', question: () => ec2('DescribeInstances', filter(1, 'tag:of', 'us*')) },
  { name: 'those of a tag’s key', question: () => ec2('DescribeInstances', filter(1, 'tag-key', 'of')) },
  { name: 'those of no such tag', question: () => ec2('DescribeInstances', filter(1, 'tag:of', 'nobody')) },
  { name: 'those that run', question: () => ec2('DescribeInstances', filter(1, 'instance-state-name', 'running')) },
  { name: 'ids and a page size', question: ({ machine }) => ec2('DescribeInstances', { ...only(machine), MaxResults: 10 }) },
  { name: 'an unknown machine', question: () => ec2('DescribeInstances', only('i-0123456789abcdef0')) },
  {
    name: 'two unknown machines',
    question: () => ec2('DescribeInstances', list('InstanceId', 'i-0123456789abcdef0', 'i-0123456789abcdef1')),
  },
  { name: 'a malformed id', question: () => ec2('DescribeInstances', only('machine')) },
  {
    name: 'one more tag',
    question: ({ machine }) => ec2('CreateTags', { ...list('ResourceId', machine), 'Tag.1.Key': 'more', 'Tag.1.Value': '1' }),
  },
  { name: 'its tags', question: ({ machine = '' }) => ec2('DescribeTags', filter(1, 'resource-id', machine)) },
  { name: 'a tag less', question: ({ machine }) => ec2('DeleteTags', { ...list('ResourceId', machine), 'Tag.1.Key': 'more' }) },
  { name: 'its status', question: ({ machine }) => ec2('DescribeInstanceStatus', only(machine)) },
  {
    name: 'its disk',
    question: ({ machine = '' }) => ec2('DescribeVolumes', filter(1, 'attachment.instance-id', machine)),
    keep: { volume: ['Volumes', 0, 'VolumeId'] },
  },
  { name: 'an unknown disk', question: () => ec2('DescribeVolumes', list('VolumeId', 'vol-00000000')) },
  { name: 'an attached disk deleted', question: ({ volume }) => ec2('DeleteVolume', { VolumeId: volume }) },
  { name: 'a stop', question: ({ machine }) => ec2('StopInstances', only(machine)) },
  { name: 'those that are stopped', question: () => ec2('DescribeInstances', filter(1, 'instance-state-name', 'stopped')) },
  { name: 'a start', question: ({ machine }) => ec2('StartInstances', only(machine)) },
  { name: 'a reboot', question: ({ machine }) => ec2('RebootInstances', only(machine)) },
  {
    name: 'a machine from the template',
    question: ({ template }) =>
      ec2('RunInstances', { MinCount: 1, MaxCount: 1, 'LaunchTemplate.LaunchTemplateId': template, 'LaunchTemplate.Version': 1 }),
  },
  { name: 'a dry run', question: () => run({ DryRun: 'true' }) },
  {
    name: 'a spot machine',
    question: ({ subnet }) => run({ SubnetId: subnet, 'InstanceMarketOptions.MarketType': 'spot' }),
    keep: { spot: ['Instances', 0, 'InstanceId'] },
  },
  { name: 'an unknown image', question: () => run({ ImageId: 'ami-00000000' }) },
  { name: 'a malformed image', question: () => run({ ImageId: 'image' }) },
  { name: 'an unknown key pair', question: () => run({ KeyName: 'nobody' }) },
  { name: 'an unknown subnet', question: () => run({ SubnetId: 'subnet-00000000' }) },
  { name: 'an unknown security group', question: ({ subnet }) => run({ SubnetId: subnet, ...list('SecurityGroupId', 'sg-00000000') }) },
  {
    name: 'an unknown template',
    question: () => ec2('RunInstances', { MinCount: 1, MaxCount: 1, 'LaunchTemplate.LaunchTemplateName': 'nothing' }),
  },
  {
    name: 'an end with one unknown id',
    question: ({ machine }) => ec2('TerminateInstances', list('InstanceId', machine, 'i-0123456789abcdef0')),
  },
  { name: 'still running', question: ({ machine }) => ec2('DescribeInstances', only(machine)) },
  { name: 'an end', question: ({ machine, other }) => ec2('TerminateInstances', list('InstanceId', machine, other)) },
  { name: 'an end again', question: ({ machine }) => ec2('TerminateInstances', only(machine)) },
  { name: 'what is shown of the ended', question: ({ machine }) => ec2('DescribeInstances', only(machine)) },
  { name: 'the disk that is gone', question: ({ volume }) => ec2('DescribeVolumes', list('VolumeId', volume)) },
  { name: 'a start of the ended', question: ({ machine }) => ec2('StartInstances', only(machine)) },
  {
    name: 'a protected machine',
    question: ({ subnet }) => run({ SubnetId: subnet, DisableApiTermination: 'true' }),
    keep: { protected: ['Instances', 0, 'InstanceId'] },
  },
  { name: 'an end of the protected', question: ({ protected: id }) => ec2('TerminateInstances', only(id)) },
];

const fleet = (template: string | undefined, subnet: string | undefined, more: Record<string, unknown> = {}): Question =>
  ec2('CreateFleet', {
    Type: 'instant',
    'LaunchTemplateConfigs.1.LaunchTemplateSpecification.LaunchTemplateId': template,
    'LaunchTemplateConfigs.1.LaunchTemplateSpecification.Version': 1,
    'LaunchTemplateConfigs.1.Overrides.1.InstanceType': 'c5.large',
    'LaunchTemplateConfigs.1.Overrides.1.SubnetId': subnet,
    'TargetCapacitySpecification.TotalTargetCapacity': 3,
    'TargetCapacitySpecification.DefaultTargetCapacityType': 'on-demand',
    'OnDemandOptions.AllocationStrategy': 'lowest-price',
    'SpotOptions.AllocationStrategy': 'lowest-price',
    ...more,
  });

const FLEETS: readonly Step[] = [
  { name: 'an instant fleet', question: ({ template, subnet }) => fleet(template, subnet), keep: { fleet: ['FleetId'] } },
  { name: 'the fleet by id', question: ({ fleet: id }) => ec2('DescribeFleets', list('FleetId', id)) },
  { name: 'its machines', question: ({ fleet: id }) => ec2('DescribeFleetInstances', { FleetId: id }) },
  { name: 'the fleet deleted', question: ({ fleet: id }) => ec2('DeleteFleets', { ...list('FleetId', id), TerminateInstances: 'true' }) },
  {
    name: 'a fleet that stays',
    question: ({ template, subnet }) => fleet(template, subnet, { Type: 'request' }),
    keep: { staying: ['FleetId'] },
  },
  { name: 'the fleet that stays', question: ({ staying }) => ec2('DescribeFleets', list('FleetId', staying)) },
  { name: 'a fleet of a template that does not exist', question: ({ subnet }) => fleet('lt-00000000000000000', subnet) },
  {
    name: 'a Spot Fleet',
    question: ({ subnet }) =>
      ec2('RequestSpotFleet', {
        'SpotFleetRequestConfig.IamFleetRole': 'arn:aws:iam::123456789012:role/fleet',
        'SpotFleetRequestConfig.TargetCapacity': 2,
        'SpotFleetRequestConfig.Type': 'request',
        'SpotFleetRequestConfig.AllocationStrategy': 'lowestPrice',
        'SpotFleetRequestConfig.SpotPrice': '1',
        'SpotFleetRequestConfig.LaunchSpecifications.1.ImageId': IMAGE,
        'SpotFleetRequestConfig.LaunchSpecifications.1.InstanceType': 'm5.large',
        'SpotFleetRequestConfig.LaunchSpecifications.1.SubnetId': subnet,
      }),
    keep: { spotFleet: ['SpotFleetRequestId'] },
  },
  { name: 'the Spot Fleet', question: ({ spotFleet }) => ec2('DescribeSpotFleetRequests', list('SpotFleetRequestId', spotFleet)) },
  {
    name: 'the machines of the Spot Fleet',
    question: ({ spotFleet }) => ec2('DescribeSpotFleetInstances', { SpotFleetRequestId: spotFleet }),
  },
  { name: 'spot requests', question: ({ spot = '' }) => ec2('DescribeSpotInstanceRequests', filter(1, 'instance-id', spot)) },
  {
    name: 'the Spot Fleet cancelled',
    question: ({ spotFleet }) => ec2('CancelSpotFleetRequests', { ...list('SpotFleetRequestId', spotFleet), TerminateInstances: 'true' }),
  },
];

const NAME = { AutoScalingGroupName: 'workers' };
const GROUPS: readonly Step[] = [
  {
    name: 'a group',
    question: ({ template, subnet }) =>
      group('CreateAutoScalingGroup', {
        ...NAME,
        MinSize: 0,
        MaxSize: 10,
        DesiredCapacity: 3,
        'LaunchTemplate.LaunchTemplateId': template,
        'LaunchTemplate.Version': '1',
        VPCZoneIdentifier: subnet,
        'Tags.member.1.Key': 'of',
        'Tags.member.1.Value': 'us',
        'Tags.member.1.PropagateAtLaunch': 'true',
      }),
  },
  {
    name: 'the group',
    question: () => group('DescribeAutoScalingGroups', { 'AutoScalingGroupNames.member.1': 'workers' }),
    keep: { member: ['AutoScalingGroups', 0, 'Instances', 0, 'InstanceId'], next: ['AutoScalingGroups', 0, 'Instances', 1, 'InstanceId'] },
  },
  { name: 'its machines', question: () => group('DescribeAutoScalingInstances') },
  { name: 'Launch suspended', question: () => group('SuspendProcesses', { ...NAME, 'ScalingProcesses.member.1': 'Launch' }) },
  {
    name: 'a machine detached',
    question: ({ member }) => group('DetachInstances', { ...NAME, 'InstanceIds.member.1': member, ShouldDecrementDesiredCapacity: 'true' }),
  },
  {
    name: 'a machine ended',
    question: ({ next }) => group('TerminateInstanceInAutoScalingGroup', { InstanceId: next, ShouldDecrementDesiredCapacity: 'true' }),
  },
  { name: 'the group with less', question: () => group('DescribeAutoScalingGroups', { 'AutoScalingGroupNames.member.1': 'workers' }) },
  { name: 'Launch resumed', question: () => group('ResumeProcesses', { ...NAME, 'ScalingProcesses.member.1': 'Launch' }) },
  { name: 'a larger target', question: () => group('SetDesiredCapacity', { ...NAME, DesiredCapacity: 4 }) },
  { name: 'the group with more', question: () => group('DescribeAutoScalingGroups', { 'AutoScalingGroupNames.member.1': 'workers' }) },
  { name: 'a target above the maximum', question: () => group('SetDesiredCapacity', { ...NAME, DesiredCapacity: 11 }) },
  { name: 'other bounds', question: () => group('UpdateAutoScalingGroup', { ...NAME, MinSize: 1, MaxSize: 5 }) },
  {
    name: 'a group that does not exist',
    question: () => group('DescribeAutoScalingGroups', { 'AutoScalingGroupNames.member.1': 'nobody' }),
  },
  { name: 'a group deleted with machines', question: () => group('DeleteAutoScalingGroup', NAME) },
  { name: 'a group deleted with force', question: () => group('DeleteAutoScalingGroup', { ...NAME, ForceDelete: 'true' }) },
  { name: 'no groups', question: () => group('DescribeAutoScalingGroups') },
  { name: 'the template deleted', question: ({ template }) => ec2('DeleteLaunchTemplate', { LaunchTemplateId: template }) },
];

/** Operations that moto and the fake both have, in one sequence. */
export const STEPS: readonly Step[] = [...CATALOG, ...TEMPLATES, ...MACHINES, ...FLEETS, ...GROUPS];
