import type { Step } from './steps.ts';

const template = {
  LaunchTemplateName: 'own',
  'LaunchTemplateData.ImageId': 'ami-12c6146b',
  'LaunchTemplateData.InstanceType': 'c5.large',
  'LaunchTemplateData.UserData': 'YQ==',
  'LaunchTemplateData.NetworkInterface.1.DeviceIndex': 0,
  'LaunchTemplateData.NetworkInterface.1.AssociatePublicIpAddress': 'false',
  'LaunchTemplateData.BlockDeviceMapping.1.DeviceName': '/dev/sdf',
  'LaunchTemplateData.BlockDeviceMapping.1.Ebs.VolumeSize': 10,
  'LaunchTemplateData.BlockDeviceMapping.1.Ebs.DeleteOnTermination': 'false',
  'LaunchTemplateData.InstanceMarketOptions.MarketType': 'spot',
  'LaunchTemplateData.Placement.GroupName': 'near',
  'LaunchTemplateData.IamInstanceProfile.Name': 'worker',
  'LaunchTemplateData.MetadataOptions.HttpTokens': 'required',
  'TagSpecification.1.ResourceType': 'launch-template',
  'TagSpecification.1.Tag.1.Key': 'a',
  'TagSpecification.1.Tag.1.Value': 'b',
};

const overrides = {
  'LaunchTemplateConfigs.1.LaunchTemplateSpecification.LaunchTemplateName': 'own',
  'LaunchTemplateConfigs.1.LaunchTemplateSpecification.Version': '$Latest',
  'LaunchTemplateConfigs.1.Overrides.1.InstanceType': 'c5.large',
  'LaunchTemplateConfigs.1.Overrides.1.AvailabilityZone': 'us-east-1a',
  'LaunchTemplateConfigs.1.Overrides.1.WeightedCapacity': 1.5,
  'LaunchTemplateConfigs.1.Overrides.1.Priority': 1,
  'LaunchTemplateConfigs.1.Overrides.1.MaxPrice': '1',
  'LaunchTemplateConfigs.1.Overrides.2.InstanceRequirements.VCpuCount.Min': 4,
  'LaunchTemplateConfigs.1.Overrides.2.InstanceRequirements.VCpuCount.Max': 4,
  'LaunchTemplateConfigs.1.Overrides.2.InstanceRequirements.MemoryMiB.Min': 1,
  'LaunchTemplateConfigs.1.Overrides.2.InstanceRequirements.AllowedInstanceType.1': 'p4d.*',
};

const spotTarget = {
  'TargetCapacitySpecification.TotalTargetCapacity': 5,
  'TargetCapacitySpecification.DefaultTargetCapacityType': 'spot',
};

/** Calls that moto lacks or answers otherwise: botocore alone judges the replies. */
export const OWN_STEPS: readonly Step[] = [
  {
    name: 'a placement group',
    question: () => ({ service: 'ec2', action: 'CreatePlacementGroup', parameters: { GroupName: 'near', Strategy: 'cluster' } }),
  },
  { name: 'all placement groups', question: () => ({ service: 'ec2', action: 'DescribePlacementGroups', parameters: {} }) },
  { name: 'a key pair', question: () => ({ service: 'ec2', action: 'CreateKeyPair', parameters: { KeyName: 'mine' } }) },
  {
    name: 'a role',
    question: () => ({
      service: 'sts',
      action: 'AssumeRole',
      parameters: { RoleArn: 'arn:aws:iam::222222222222:role/grid', RoleSessionName: 'me' },
    }),
  },
  { name: 'quotas', question: () => ({ service: 'service-quotas', action: 'ListServiceQuotas', parameters: { ServiceCode: 'ec2' } }) },
  {
    name: 'prices',
    question: () => ({ service: 'pricing', action: 'GetProducts', parameters: { ServiceCode: 'AmazonEC2', MaxResults: 5 } }),
  },
  { name: 'a template of everything', question: () => ({ service: 'ec2', action: 'CreateLaunchTemplate', parameters: template }) },
  {
    name: 'its data',
    question: () => ({ service: 'ec2', action: 'DescribeLaunchTemplateVersions', parameters: { LaunchTemplateName: 'own' } }),
  },
  {
    name: 'another default',
    question: () => ({ service: 'ec2', action: 'ModifyLaunchTemplate', parameters: { LaunchTemplateName: 'own', SetDefaultVersion: '1' } }),
  },
  {
    name: 'versions that stay',
    question: () => ({
      service: 'ec2',
      action: 'DeleteLaunchTemplateVersions',
      parameters: { LaunchTemplateName: 'own', 'LaunchTemplateVersion.1': 1, 'LaunchTemplateVersion.2': 9 },
    }),
  },
  {
    name: 'a partial fleet',
    question: () => ({ service: 'ec2', action: 'CreateFleet', parameters: { Type: 'instant', ...overrides, ...spotTarget } }),
    keep: { fleet: ['FleetId'] },
  },
  { name: 'it by id', question: ({ fleet }) => ({ service: 'ec2', action: 'DescribeFleets', parameters: { 'FleetId.1': fleet } }) },
  {
    name: 'a maintaining fleet',
    question: () => ({
      service: 'ec2',
      action: 'CreateFleet',
      parameters: { Type: 'maintain', ...overrides, ...spotTarget, 'SpotOptions.AllocationStrategy': 'capacity-optimized' },
    }),
    keep: { maintain: ['FleetId'] },
  },
  { name: 'all fleets', question: () => ({ service: 'ec2', action: 'DescribeFleets', parameters: {} }) },
  {
    name: 'a larger fleet',
    question: ({ maintain }) => ({
      service: 'ec2',
      action: 'ModifyFleet',
      parameters: { FleetId: maintain, 'TargetCapacitySpecification.TotalTargetCapacity': 6 },
    }),
  },
  {
    name: 'fleets that cannot be deleted',
    question: () => ({ service: 'ec2', action: 'DeleteFleets', parameters: { 'FleetId.1': 'fleet-1', TerminateInstances: 'true' } }),
  },
  {
    name: 'spot requests',
    question: () => ({ service: 'ec2', action: 'DescribeSpotInstanceRequests', parameters: {} }),
    keep: { request: ['SpotInstanceRequests', 0, 'SpotInstanceRequestId'] },
  },
  {
    name: 'one cancelled',
    question: ({ request }) => ({
      service: 'ec2',
      action: 'CancelSpotInstanceRequests',
      parameters: { 'SpotInstanceRequestId.1': request },
    }),
  },
  { name: 'all machines', question: () => ({ service: 'ec2', action: 'DescribeInstances', parameters: { MaxResults: 5 } }) },
  {
    name: 'all statuses',
    question: () => ({ service: 'ec2', action: 'DescribeInstanceStatus', parameters: { IncludeAllInstances: 'true' } }),
  },
  { name: 'all volumes', question: () => ({ service: 'ec2', action: 'DescribeVolumes', parameters: {} }) },
  { name: 'all tags', question: () => ({ service: 'ec2', action: 'DescribeTags', parameters: {} }) },
  { name: 'all types', question: () => ({ service: 'ec2', action: 'DescribeInstanceTypes', parameters: {} }) },
  {
    name: 'types by attributes',
    question: () => ({
      service: 'ec2',
      action: 'GetInstanceTypesFromInstanceRequirements',
      parameters: {
        'ArchitectureType.1': 'x86_64',
        'VirtualizationType.1': 'hvm',
        'InstanceRequirements.VCpuCount.Min': 2,
        'InstanceRequirements.MemoryMiB.Min': 1,
      },
    }),
  },
  {
    name: 'a Spot Fleet of a template',
    question: () => ({
      service: 'ec2',
      action: 'RequestSpotFleet',
      parameters: Object.fromEntries(
        Object.entries({ IamFleetRole: 'arn:aws:iam::123456789012:role/fleet', TargetCapacity: 2, ...overrides }).map(([name, value]) => [
          `SpotFleetRequestConfig.${name.replace('MaxPrice', 'SpotPrice')}`,
          value,
        ]),
      ),
    }),
    keep: { spotFleet: ['SpotFleetRequestId'] },
  },
  { name: 'all Spot Fleets', question: () => ({ service: 'ec2', action: 'DescribeSpotFleetRequests', parameters: {} }) },
  {
    name: 'its history',
    question: ({ spotFleet }) => ({
      service: 'ec2',
      action: 'DescribeSpotFleetRequestHistory',
      parameters: { SpotFleetRequestId: spotFleet, StartTime: '2026-01-01T00:00:00Z' },
    }),
  },
  {
    name: 'a smaller Spot Fleet',
    question: ({ spotFleet }) => ({
      service: 'ec2',
      action: 'ModifySpotFleetRequest',
      parameters: { SpotFleetRequestId: spotFleet, TargetCapacity: 1 },
    }),
  },
  {
    name: 'a mixed group',
    question: () => ({
      service: 'autoscaling',
      action: 'CreateAutoScalingGroup',
      parameters: {
        AutoScalingGroupName: 'mixed',
        MinSize: 0,
        MaxSize: 5,
        DesiredCapacity: 3,
        'AvailabilityZones.member.1': 'us-east-1a',
        'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateName': 'own',
        'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.Version': '$Latest',
        'MixedInstancesPolicy.LaunchTemplate.Overrides.member.1.InstanceType': 'm5.large',
        'MixedInstancesPolicy.LaunchTemplate.Overrides.member.1.WeightedCapacity': '1',
        'MixedInstancesPolicy.InstancesDistribution.SpotAllocationStrategy': 'lowest-price',
        'MixedInstancesPolicy.InstancesDistribution.SpotMaxPrice': '1',
      },
    }),
  },
  { name: 'the mixed group', question: () => ({ service: 'autoscaling', action: 'DescribeAutoScalingGroups', parameters: {} }) },
  { name: 'its activities', question: () => ({ service: 'autoscaling', action: 'DescribeScalingActivities', parameters: {} }) },
  { name: 'its machines', question: () => ({ service: 'autoscaling', action: 'DescribeAutoScalingInstances', parameters: {} }) },
  {
    name: 'a parameter',
    question: () => ({
      service: 'ssm',
      action: 'GetParameter',
      parameters: { Name: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' },
    }),
  },
];
