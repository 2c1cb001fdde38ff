import type { Difference } from './compare.ts';

/** A difference between moto and the fake that is known, and why it stays. */
export interface Exception {
  /** Matched against `action path`. */
  readonly where: RegExp;
  /** Of that step alone. @default any */
  readonly step?: string;
  readonly why: string;
}

const MACHINE = /^(?:RunInstances|DescribeInstances) .*Instances\[\]/.source;
const machine = (path: string): RegExp => new RegExp(`${MACHINE}\\.(?:${path})`);

/** What the two are not equal in, by name. A row that no difference needs fails the suite, like a difference without a row. */
export const EXCEPTIONS: readonly Exception[] = [
  // Who and where.
  { where: /^GetCallerIdentity (?:UserId|Arn)$/, why: 'each has a user of its own' },
  { where: /ZoneId$/, why: 'the numbers of zones differ from account to account' },
  { where: /^DescribeAvailabilityZones .*(?:OptInStatus|GroupName|NetworkBorderGroup)$/, why: 'moto leaves it out' },
  { where: /^DescribeRegions /, step: 'an unknown region', why: 'moto answers an empty list, EC2 InvalidParameterValue' },
  { where: /^DescribeSubnets .*AvailableIpAddressCount$/, why: 'subnets of the fake hold a million machines' },
  { where: /^DescribeSubnets .*(?:Ipv6Native|PrivateDnsNameOptionsOnLaunch)/, why: 'the fake leaves it out' },
  { where: /^DescribeSecurityGroups .*SecurityGroupArn$/, why: 'the fake leaves it out' },
  { where: /^DescribeKeyPairs .*(?:KeyType|KeyFingerprint|CreateTime)$/, why: 'two keys, of which moto says less' },
  // What can be launched.
  { where: /^DescribeImages Images\[\]/, why: 'two images of one id: their catalogues are their own' },
  {
    where:
      /^DescribeInstanceTypes InstanceTypes\[\]\.(?:NetworkInfo|EbsInfo|InstanceStorageInfo|ProcessorInfo|GpuInfo\.Gpus\[\]\.(?!Name|Count|Memory))/,
    why: 'the fake’s catalogue is coarser',
  },
  {
    where:
      /^DescribeInstanceTypes InstanceTypes\[\]\.(?:Valid|VCpuInfo\.Valid|CurrentGeneration|Hibernation|Nitro|Phc|RebootM|SupportedIn|DedicatedHosts|AutoRecovery)/,
    why: 'the fake’s catalogue is coarser',
  },
  { where: /^DescribeSpotPriceHistory/, why: 'moto has one price, of the year 2006, for another product and fewer zones' },
  { where: /^DescribeAccountAttributes/, why: 'other order; moto’s account knows EC2-Classic and no default network' },
  { where: /LaunchTemplates?(?:\[\])?\.Tags\.length$/, why: 'moto answers an empty list of tags, the fake none' },
  { where: /^DeleteLaunchTemplate LaunchTemplate\.(?:CreateTime|CreatedBy|LatestVersionNumber)$/, why: 'moto leaves it out' },
  // Machines.
  { where: machine('BlockDeviceMappings\\[\\]\\.DeviceName|RootDeviceName'), why: 'moto’s image has another root device' },
  { where: machine('Platform$|SriovNetSupport$'), why: 'moto’s image is one of Windows' },
  {
    where: machine(
      'EnaSupport|CpuOptions|CapacityReservationSpecification|HibernationOptions|EnclaveOptions|PlatformDetails|UsageOperation|PrivateDnsNameOptions|MaintenanceOptions|CurrentInstanceBootMode',
    ),
    why: 'moto leaves it out',
  },
  {
    where: machine('NetworkInterfaces\\[\\]\\.(?:PrivateIpAddresses\\[\\]\\.)?Association\\.'),
    why: 'moto gives a private name as public, and the account as owner',
  },
  { where: machine('NetworkInterfaces\\[\\]\\.PrivateIpAddresses\\[\\]\\.PrivateDnsName$'), why: 'moto leaves it out' },
  {
    where: machine('NetworkInterfaces\\[\\]\\.Attachment\\.(?:AttachmentId|DeleteOnTermination)$'),
    why: 'moto keeps the interface; the id has two forms',
  },
  { where: machine('NetworkInterfaces\\[\\]\\.Description$'), why: 'words' },
  { where: machine('StateReason\\.'), why: 'moto answers an empty reason for machines that run' },
  { where: machine('StateTransitionReason$'), why: 'two moments; EC2 says GMT, moto UTC' },
  { where: machine('PublicDnsName$'), why: 'moto leaves it out where EC2 answers an empty one' },
  { where: /^RunInstances Instances\[\]\.ClientToken$/, why: 'moto makes up a token for calls without one' },
  { where: /^RunInstances Instances\[\]\.SecurityGroups/, why: 'moto forgets the default group' },
  { where: /^RunInstances Instances\[\]\.SpotInstanceRequestId$/, why: 'moto has no request behind a spot machine' },
  {
    where: machine('NetworkInterfaces|SecurityGroups|SourceDestCheck|SubnetId|VpcId|PrivateIpAddress|PrivateDnsName'),
    step: 'what is shown of the ended',
    why: 'in EC2 an ended machine has lost its network, in moto not',
  },
  { where: /^DescribeInstances code$/, step: 'a malformed id', why: 'moto does not tell malformed ids from unknown ones' },
  {
    where: /^TerminateInstances TerminatingInstances\[\]\.CurrentState/,
    step: 'an end again',
    why: 'moto shuts a terminated machine down again',
  },
  { where: /^StartInstances /, step: 'a start of the ended', why: 'moto starts terminated machines' },
  { where: /^TerminateInstances /, step: 'an end of the protected', why: 'moto heeds protection set by an attribute only' },
  { where: /^DescribeVolumes Volumes\[\]/, why: 'moto makes gp2 from no snapshot, and says less of it' },
  { where: /^DescribeSpotInstanceRequests /, why: 'moto has no request behind a spot machine' },
  // Fleets.
  {
    where: /^(?:CreateFleet|DescribeFleets) .*Instances(?:\.length|\[\])/,
    why: 'moto names each machine by itself, EC2 all of a pool together',
  },
  { where: /^(?:CreateFleet|DescribeFleets) .*Errors\.length$/, why: 'moto never has errors' },
  {
    where:
      /^DescribeFleets Fleets\[\]\.(?:ActivityStatus|CreateTime|ClientToken|ReplaceUnhealthyInstances|SpotOptions\.InstanceInterruptionBehavior)$/,
    why: 'moto leaves it out',
  },
  {
    where: /^DescribeFleets Fleets\[\]\.(?:FulfilledOnDemandCapacity|TargetCapacitySpecification\.(?:OnDemand|Spot)TargetCapacity)$/,
    why: 'moto does not count the markets',
  },
  {
    where: /^DescribeFleets Fleets\[\]\.(?:TerminateInstancesWithExpiration|ValidFrom|Tags\.length)$/,
    why: 'moto answers what was not sent',
  },
  { where: /^DescribeFleetInstances .*SpotInstanceRequestId$/, why: 'moto names a reservation there' },
  { where: /SpotFleetRequestId$/, why: 'moto’s ids of Spot Fleets are short' },
  { where: /^DescribeSpotFleetRequests /, why: 'moto tells less of the request, and defaults that were not sent' },
  { where: /^DescribeSpotFleetInstances .*InstanceHealth$/, why: 'moto leaves it out' },
  { where: /^CancelSpotFleetRequests UnsuccessfulFleetRequests\.length$/, why: 'moto leaves the empty list out' },
  // Groups.
  { where: /^DescribeAutoScalingGroups .*HealthCheckGracePeriod$/, why: 'the API’s default is 0, the console’s 300' },
  { where: /^DescribeAutoScalingGroups .*SuspensionReason$/, why: 'moto has no reason' },
  {
    where: /^(?:DetachInstances|TerminateInstanceInAutoScalingGroup) Activit.*\.(?:Cause|Details|EndTime|Progress)$/,
    why: 'words, and moto ends the activity at once',
  },
  { where: /^SetDesiredCapacity /, step: 'a target above the maximum', why: 'moto takes any target' },
  { where: /^DeleteAutoScalingGroup /, step: 'a group deleted with machines', why: 'moto deletes it without force' },
  { where: /^DeleteAutoScalingGroup /, step: 'a group deleted with force', why: 'in moto it is gone by then' },
];

export function exceptionOf({ step, action, path }: Difference): Exception | undefined {
  return EXCEPTIONS.find(
    (exception) => exception.where.test(`${action} ${path}`) && (exception.step === undefined || exception.step === step),
  );
}
