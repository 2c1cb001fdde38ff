import type { LaunchTemplateBlockDeviceMappingRequest } from '@aws-sdk/client-ec2';
import type { AwsOptions } from '../../template/options.js';
import { invalidTemplate } from '../invalid-template.js';
import { withoutUndefined } from '../native/merge.js';

/** Whether the template says anything of the root volume: only then its device must be known. */
export function statesRootVolume({ rootVolume }: Pick<AwsOptions, 'rootVolume'>): boolean {
  return Object.entries(rootVolume).some(([key, value]) => key !== 'device' && value !== undefined);
}

/**
 * The volumes of a user's launch template with the template's own root volume laid on.
 * @param rootDevice - as the image names it; undefined when nobody had to know
 */
export function blockDevices(
  options: Pick<AwsOptions, 'rootVolume'>,
  rootDevice: string | undefined,
  given: readonly LaunchTemplateBlockDeviceMappingRequest[] | undefined,
): LaunchTemplateBlockDeviceMappingRequest[] | undefined {
  if (!statesRootVolume(options)) return given === undefined ? undefined : [...given];
  const { rootVolume } = options;
  const device = rootVolume.device ?? rootDevice;
  if (device === undefined) throw invalidTemplate('rootDeviceVolumeSize', 'the image has no root volume that could be changed');
  const before = given?.find((mapping) => mapping.DeviceName === device);
  const stated = withoutUndefined({
    VolumeSize: rootVolume.sizeGib,
    VolumeType: rootVolume.type,
    Iops: rootVolume.iops,
    Throughput: rootVolume.throughputMibps,
    Encrypted: rootVolume.encrypted,
    KmsKeyId: rootVolume.kmsKeyId,
    DeleteOnTermination: rootVolume.deleteOnTermination ?? before?.Ebs?.DeleteOnTermination ?? true,
  });
  const root = { DeviceName: device, Ebs: { ...before?.Ebs, ...stated } };
  return [root, ...(given ?? []).filter((mapping) => mapping !== before)];
}
