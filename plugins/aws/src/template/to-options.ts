import type { TemplateKeys } from './keys.js';
import type { AwsOptions, ImageSource, TypeChoice, TypeRequirements } from './options.js';

const MARKETS = { ondemand: 'on-demand', spot: 'spot', heterogeneous: 'mixed' } as const;

/** Fills in defaults and gives every key its place. */
export function toOptions(keys: TemplateKeys): AwsOptions {
  const { vmTypesPriority, instanceRequirements } = keys;
  const hasPriorities = vmTypesPriority !== undefined;
  return {
    handlers: keys.handlers,
    fleetType: keys.fleetType,
    image: imageOf(keys),
    types: keys.vmType === undefined ? typesOf(keys.vmTypes, vmTypesPriority) : typesOf([keys.vmType], vmTypesPriority),
    onDemandTypes: typesOf(keys.vmTypesOnDemand, vmTypesPriority),
    requirements: instanceRequirements === undefined ? undefined : (stated(instanceRequirements) as TypeRequirements),
    subnetIds: keys.subnetIds,
    securityGroupIds: keys.securityGroupIds,
    keyName: keys.keyName,
    instanceProfile: keys.instanceProfile,
    launchTemplate:
      keys.launchTemplateId === undefined ? undefined : { id: keys.launchTemplateId, version: keys.launchTemplateVersion ?? '$Default' },
    market: MARKETS[keys.priceType],
    onDemandPercent: keys.percentOnDemand ?? 0,
    onDemandBase: keys.onDemandBase ?? 0,
    maxSpotPriceUsd: keys.maxSpotPrice,
    // Whoever states priorities wants them to count.
    spotAllocation: keys.allocationStrategy ?? (hasPriorities ? 'capacity-optimized-prioritized' : 'price-capacity-optimized'),
    onDemandAllocation: keys.allocationStrategyOnDemand ?? (hasPriorities ? 'prioritized' : 'lowest-price'),
    spotPools: keys.poolsCount,
    fleetRole: keys.fleetRole,
    requestValidityMinutes: keys.requestValidityMinutes,
    placementGroup: keys.placementGroupName,
    tenancy: keys.tenancy,
    ebsOptimized: keys.ebsOptimized,
    interfaceType: keys.interfaceType,
    efaCount: keys.efaCount ?? 1,
    publicIp: keys.publicIp,
    rootVolume: stated({
      sizeGib: keys.rootDeviceVolumeSize,
      type: keys.volumeType,
      iops: keys.iops,
      throughputMibps: keys.volumeThroughputMibps,
      encrypted: keys.volumeEncrypted,
      kmsKeyId: keys.volumeKmsKeyId,
      deleteOnTermination: keys.volumeDeleteOnTermination,
      device: keys.rootDeviceName,
    }),
    metadataTokens: keys.metadataTokens,
    metadataHopLimit: keys.metadataHopLimit,
    detailedMonitoring: keys.detailedMonitoring,
    nativeSpec: keys.nativeSpec,
    fleetConfigFile: keys.ec2FleetConfig,
    onDemandTargetCapacityRatio: keys.onDemandTargetCapacityRatio,
  };
}

function imageOf({ imageId, imageName, imageOwners }: TemplateKeys): ImageSource | undefined {
  if (imageName !== undefined) return { by: 'name', pattern: imageName, owners: imageOwners ?? ['self', 'amazon'] };
  if (imageId === undefined) return undefined;
  return imageId.startsWith('ami-') ? { by: 'id', id: imageId } : { by: 'ssm', path: imageId.replace(/^resolve:ssm:/, '') };
}

function typesOf(types: TemplateKeys['vmTypes'], priorities: TemplateKeys['vmTypesPriority']): readonly TypeChoice[] | undefined {
  if (types === undefined) return undefined;
  const weights = Array.isArray(types) ? types.map((type) => [type, 1] as const) : Object.entries(types);
  return weights.map(([type, weight]) => ({ type, weight, priority: priorities?.[type] }));
}

/** Without what is not stated: its absence says something. */
function stated(values: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
