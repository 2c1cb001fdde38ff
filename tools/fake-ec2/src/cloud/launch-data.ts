import { ApiError, invalidParameter } from '../server/api-error.ts';
import type { Params } from '../server/params.ts';
import { mergeTagSpecifications, readTagSpecifications, type TagSpecifications } from './tag-specifications.ts';

export interface VolumeSpec {
  readonly device: string;
  readonly sizeGib: number;
  readonly type: string;
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
  readonly encrypted: boolean;
  readonly deleteOnTermination: boolean;
}

interface SpotWish {
  readonly maxPrice: string | undefined;
  readonly type: string;
  readonly interruption: string;
}

/** What RunInstances and the data of a launch template have in common. */
export interface LaunchData {
  readonly imageId: string | undefined;
  readonly instanceType: string | undefined;
  readonly requirements: Params | undefined;
  readonly keyName: string | undefined;
  readonly groupIds: readonly string[];
  readonly groupNames: readonly string[];
  readonly subnetId: string | undefined;
  readonly zone: string | undefined;
  readonly placementGroup: string | undefined;
  readonly tenancy: string;
  readonly profileArn: string | undefined;
  readonly profileName: string | undefined;
  readonly userData: string | undefined;
  readonly volumes: readonly VolumeSpec[] | undefined;
  readonly publicAddress: boolean | undefined;
  readonly efa: boolean;
  readonly spot: SpotWish | undefined;
  readonly tags: TagSpecifications;
  readonly monitoring: boolean;
  readonly ebsOptimized: boolean;
  readonly terminationProtection: boolean;
  readonly metadata: Params | undefined;
}

/** User data is at most 16 KiB before its base64. Source: EC2 user guide, "Run commands when you launch an EC2 instance". */
const MAX_USER_DATA_BYTES = 16 * 1024;

/** @throws {ApiError} for values that EC2 refuses whatever the rest of the call says */
export function readLaunchData(params: Params): LaunchData {
  const nics = params.structs('NetworkInterface');
  const nic = nics.find((candidate) => (candidate.integer('DeviceIndex') ?? 0) === 0);
  const placement = params.struct('Placement');
  checkNic(params, nics.length > 0);
  return {
    imageId: params.text('ImageId'),
    instanceType: params.text('InstanceType'),
    requirements: params.struct('InstanceRequirements'),
    keyName: params.text('KeyName'),
    groupIds: [...params.texts('SecurityGroupId'), ...(nic?.texts('SecurityGroupId') ?? [])],
    groupNames: params.texts('SecurityGroup'),
    subnetId: params.text('SubnetId') ?? nic?.text('SubnetId'),
    zone: placement?.text('AvailabilityZone'),
    placementGroup: placement?.text('GroupName'),
    tenancy: placement?.text('Tenancy') ?? 'default',
    profileArn: params.struct('IamInstanceProfile')?.text('Arn'),
    profileName: params.struct('IamInstanceProfile')?.text('Name'),
    userData: readUserData(params.text('UserData')),
    volumes: params.has('BlockDeviceMapping') ? readVolumes(params.structs('BlockDeviceMapping')) : undefined,
    publicAddress: nic?.flag('AssociatePublicIpAddress'),
    efa: nics.some((candidate) => candidate.text('InterfaceType')?.startsWith('efa') === true),
    spot: readSpot(params.struct('InstanceMarketOptions')),
    tags: readTagSpecifications(params),
    monitoring: params.struct('Monitoring')?.flag('Enabled') ?? false,
    ebsOptimized: params.flag('EbsOptimized') ?? false,
    terminationProtection: params.flag('DisableApiTermination') ?? false,
    metadata: params.struct('MetadataOptions'),
  };
}

/** What stands in the call itself goes before what stands in the template. */
export function mergeLaunchData(template: LaunchData, call: LaunchData): LaunchData {
  const own = Object.fromEntries(
    Object.entries(call).filter(([, value]) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0)),
  );
  return {
    ...template,
    ...own,
    // Attributes of the call replace a type of the template.
    instanceType: call.instanceType ?? (call.requirements === undefined ? template.instanceType : undefined),
    tenancy: call.tenancy === 'default' ? template.tenancy : call.tenancy,
    tags: mergeTagSpecifications(template.tags, call.tags),
  };
}

function checkNic(params: Params, hasNics: boolean): void {
  if (!hasNics) return;
  if (params.text('SubnetId') !== undefined || params.texts('SecurityGroupId').length > 0) {
    throw new ApiError(
      'InvalidParameterCombination',
      'Network interfaces and an instance-level subnet ID or security groups may not be specified on the same request',
    );
  }
}

function readUserData(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) throw invalidParameter('Invalid BASE64 encoding of user data');
  if (Buffer.from(text, 'base64').length > MAX_USER_DATA_BYTES) throw invalidParameter('User data is limited to 16384 bytes');
  return text;
}

function readVolumes(devices: readonly Params[]): readonly VolumeSpec[] {
  return devices.flatMap((device) => {
    const ebs = device.struct('Ebs');
    if (ebs === undefined) return [];
    return [
      {
        device: device.required('DeviceName'),
        sizeGib: ebs.integer('VolumeSize', { min: 1, max: 65_536 }) ?? 8,
        type: ebs.text('VolumeType') ?? 'gp2',
        iops: ebs.integer('Iops'),
        throughput: ebs.integer('Throughput'),
        encrypted: ebs.flag('Encrypted') ?? false,
        deleteOnTermination: ebs.flag('DeleteOnTermination') ?? true,
      },
    ];
  });
}

function readSpot(market: Params | undefined): SpotWish | undefined {
  if (market?.text('MarketType') !== 'spot') return undefined;
  const options = market.struct('SpotOptions');
  return {
    maxPrice: options?.text('MaxPrice'),
    type: options?.text('SpotInstanceType') ?? 'one-time',
    interruption: options?.text('InstanceInterruptionBehavior') ?? 'terminate',
  };
}
