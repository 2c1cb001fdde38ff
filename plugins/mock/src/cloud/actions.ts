/** Every call that the simulated cloud answers. */
export const ACTIONS = [
  'AttachVolume',
  'CopySnapshot',
  'CreateGroup',
  'CreateSnapshot',
  'CreateTags',
  'CreateVolume',
  'DeleteGroup',
  'DeleteSnapshot',
  'DeleteVolume',
  'DescribeGroup',
  'DescribeImages',
  'DescribeInstanceTypes',
  'DescribeInstances',
  'DescribeOffers',
  'DescribeQuotas',
  'DescribeSnapshots',
  'DescribeVolumes',
  'DescribeZones',
  'DetachVolume',
  'GetCallerIdentity',
  'ListResources',
  'ModifyVolume',
  'RebootInstances',
  'ReceiveEvents',
  'RunInstances',
  'StartInstances',
  'StopInstances',
  'TerminateInstances',
] as const;

/** The name of a call. */
export type ActionName = (typeof ACTIONS)[number];
