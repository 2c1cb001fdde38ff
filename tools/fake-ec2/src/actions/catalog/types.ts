import type { Cloud } from '../../cloud/cloud.ts';
import { filterItems, readFilters } from '../../cloud/filters.ts';
import { INSTANCE_TYPES, isOffered, type InstanceType } from '../../cloud/instance-types.ts';
import { matchingTypes } from '../../cloud/instance-requirements.ts';
import { pageOf } from '../../cloud/paging.ts';
import { spotPriceUsd } from '../../cloud/prices.ts';
import { ApiError } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { zoneId } from './zones.ts';

export function describeInstanceTypes(_cloud: Cloud, params: Params): XmlObject {
  const names = params.texts('InstanceType');
  if (names.length > 0 && params.text('MaxResults') !== undefined) {
    throw new ApiError('InvalidParameterCombination', 'The parameter instanceTypes cannot be used with the parameter maxResults');
  }
  const unknown = names.filter((name) => !INSTANCE_TYPES.has(name));
  if (unknown.length > 0)
    throw new ApiError('InvalidInstanceType', `The following supplied instance types do not exist: [${unknown.join(', ')}]`);
  const found = filterItems(
    [...INSTANCE_TYPES.values()].filter(({ name }) => names.length === 0 || names.includes(name)),
    readFilters(params),
    {
      tags: () => [],
      fields: {
        'instance-type': ({ name }) => name,
        'current-generation': ({ currentGeneration }) => String(currentGeneration),
        'processor-info.supported-architecture': ({ architecture }) => architecture,
        'vcpu-info.default-vcpus': ({ vcpus }) => String(vcpus),
        'memory-info.size-in-mib': ({ memoryMib }) => String(memoryMib),
        'bare-metal': () => 'false',
        'burstable-performance-supported': ({ burstable }) => String(burstable),
        'supported-usage-class': () => ['on-demand', 'spot'],
        'network-info.efa-supported': ({ efa }) => String(efa),
        hypervisor: () => 'nitro',
      },
    },
  );
  const { items, nextToken } = pageOf(params, found, 100);
  return { instanceTypeSet: items.map(typeXml), nextToken };
}

function typeXml(type: InstanceType): XmlObject {
  const { vcpus, gpus } = type;
  const threads = vcpus > 1 ? 2 : 1;
  return {
    instanceType: type.name,
    currentGeneration: type.currentGeneration,
    freeTierEligible: false,
    supportedUsageClasses: ['on-demand', 'spot'],
    supportedRootDeviceTypes: ['ebs'],
    supportedVirtualizationTypes: ['hvm'],
    bareMetal: false,
    hypervisor: 'nitro',
    processorInfo: { supportedArchitectures: [type.architecture], sustainedClockSpeedInGhz: 3.1 },
    vCpuInfo: { defaultVCpus: vcpus, defaultCores: vcpus / threads, defaultThreadsPerCore: threads },
    memoryInfo: { sizeInMiB: type.memoryMib },
    instanceStorageSupported: type.localDiskGb > 0,
    instanceStorageInfo:
      type.localDiskGb > 0
        ? { totalSizeInGB: type.localDiskGb, disks: [{ sizeInGB: type.localDiskGb, count: 1, type: 'ssd' }], nvmeSupport: 'required' }
        : undefined,
    ebsInfo: { ebsOptimizedSupport: 'default', encryptionSupport: 'supported', nvmeSupport: 'required' },
    networkInfo: {
      networkPerformance: 'Up to 10 Gigabit',
      maximumNetworkInterfaces: 4,
      ipv4AddressesPerInterface: 15,
      ipv6AddressesPerInterface: 15,
      ipv6Supported: true,
      enaSupport: 'required',
      efaSupported: type.efa,
      efaInfo: type.efa ? { maximumEfaInterfaces: 1 } : undefined,
    },
    gpuInfo:
      gpus === 0
        ? undefined
        : {
            gpus: [{ name: type.gpuName, manufacturer: 'NVIDIA', count: gpus, memoryInfo: { sizeInMiB: type.gpuMemoryMib } }],
            totalGpuMemoryInMiB: gpus * type.gpuMemoryMib,
          },
    placementGroupInfo: { supportedStrategies: ['cluster', 'partition', 'spread'] },
    hibernationSupported: false,
    burstablePerformanceSupported: type.burstable,
    dedicatedHostsSupported: true,
    autoRecoverySupported: true,
    supportedBootModes: ['legacy-bios', 'uefi'],
  };
}

export function describeInstanceTypeOfferings(cloud: Cloud, params: Params): XmlObject {
  const locationType = params.text('LocationType') ?? 'region';
  const locations = locationType === 'region' ? [cloud.region] : cloud.network.zones;
  const offerings = locations.flatMap((zone) =>
    [...INSTANCE_TYPES.values()]
      .filter((type) => locationType === 'region' || isOffered(type, zone))
      .map((type) => ({
        instanceType: type.name,
        locationType,
        location: locationType === 'availability-zone-id' ? zoneId(cloud, zone) : zone,
      })),
  );
  const found = filterItems(offerings, readFilters(params), {
    tags: () => [],
    fields: { 'instance-type': ({ instanceType }) => instanceType, location: ({ location }) => location },
  });
  const { items, nextToken } = pageOf(params, found, 1000);
  return { instanceTypeOfferingSet: items, nextToken };
}

/** One price for each pool, that of this hour. Source: EC2 API reference, DescribeSpotPriceHistory. */
export function describeSpotPriceHistory(cloud: Cloud, params: Params): XmlObject {
  const names = params.texts('InstanceType');
  const products = params.texts('ProductDescription');
  const only = params.text('AvailabilityZone');
  const hour = new Date(Math.floor(cloud.clock.now() / 3_600_000) * 3_600_000);
  const wanted = [...INSTANCE_TYPES.values()].filter(({ name }) => names.length === 0 || names.includes(name));
  const prices = wanted.flatMap((type) =>
    cloud.network.zones
      .filter((zone) => isOffered(type, zone) && (only === undefined || only === zone))
      .map((zone) => ({
        availabilityZone: zone,
        instanceType: type.name,
        productDescription: 'Linux/UNIX',
        spotPrice: spotPriceUsd(cloud, type, zone).toFixed(6),
        timestamp: hour,
      })),
  );
  const asked = products.length === 0 || products.some((product) => product.startsWith('Linux/UNIX')) ? prices : [];
  const found = filterItems(asked, readFilters(params), {
    tags: () => [],
    fields: {
      'instance-type': ({ instanceType }) => instanceType,
      'availability-zone': ({ availabilityZone }) => availabilityZone,
      'product-description': ({ productDescription }) => productDescription,
      'spot-price': ({ spotPrice }) => spotPrice,
      timestamp: ({ timestamp }) => timestamp.toISOString(),
    },
  });
  const { items, nextToken } = pageOf(params, found, 1000);
  return { spotPriceHistorySet: items, nextToken: nextToken ?? '' };
}

/** The types that attributes choose. Source: EC2 API reference, GetInstanceTypesFromInstanceRequirements. */
export function getInstanceTypesFromInstanceRequirements(_cloud: Cloud, params: Params): XmlObject {
  const wanted = params.struct('InstanceRequirements');
  const architectures = params.texts('ArchitectureType');
  const types = wanted === undefined ? [] : matchingTypes(wanted).filter(({ architecture }) => architectures.includes(architecture));
  const { items, nextToken } = pageOf(params, types, 1000);
  return { instanceTypeSet: items.map(({ name }) => ({ instanceType: name })), nextToken };
}
