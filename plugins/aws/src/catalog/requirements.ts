import type {
  AcceleratorManufacturer,
  AcceleratorName,
  CpuManufacturer,
  InstanceRequirementsRequest,
  InstanceGeneration,
} from '@aws-sdk/client-ec2';
import type { TypeRequirements } from '../template/options.js';

/**
 * Attribute-based requirements in the words of the EC2 API, for its preview and for fleets alike.
 * Source: API reference, InstanceRequirementsRequest.
 */
export function toInstanceRequirements(wanted: TypeRequirements): InstanceRequirementsRequest {
  return {
    ...wanted.further,
    VCpuCount: { Min: wanted.minVcpus, ...(wanted.maxVcpus === undefined ? {} : { Max: wanted.maxVcpus }) },
    MemoryMiB: { Min: wanted.minMemoryMib, ...(wanted.maxMemoryMib === undefined ? {} : { Max: wanted.maxMemoryMib }) },
    ...gpuPart(wanted),
    ...(wanted.cpuManufacturers === undefined ? {} : { CpuManufacturers: wanted.cpuManufacturers as CpuManufacturer[] }),
    ...(wanted.burstable === undefined ? {} : { BurstablePerformance: wanted.burstable }),
    ...(wanted.bareMetal === undefined ? {} : { BareMetal: wanted.bareMetal }),
    ...(wanted.localStorage === undefined ? {} : { LocalStorage: wanted.localStorage }),
    ...(wanted.generations === undefined ? {} : { InstanceGenerations: wanted.generations as InstanceGeneration[] }),
    ...(wanted.allowedTypes === undefined ? {} : { AllowedInstanceTypes: [...wanted.allowedTypes] }),
    ...(wanted.excludedTypes === undefined ? {} : { ExcludedInstanceTypes: [...wanted.excludedTypes] }),
  };
}

/** GPUs are one type of accelerator among FPGAs, media and inference chips: named, unless none at all are wanted. */
function gpuPart({ gpuCount, gpuManufacturers, gpuNames }: TypeRequirements): Partial<InstanceRequirementsRequest> {
  return {
    ...(gpuManufacturers === undefined ? {} : { AcceleratorManufacturers: gpuManufacturers as AcceleratorManufacturer[] }),
    ...(gpuNames === undefined ? {} : { AcceleratorNames: gpuNames as AcceleratorName[] }),
    ...countPart(gpuCount),
  };
}

function countPart(count: TypeRequirements['gpuCount']): Partial<InstanceRequirementsRequest> {
  if (count === undefined || (count.min === 0 && count.max === undefined)) return {};
  if (count.max === 0) return { AcceleratorCount: { Max: 0 } };
  const range = { ...(count.min > 0 ? { Min: count.min } : {}), ...(count.max === undefined ? {} : { Max: count.max }) };
  return { AcceleratorCount: range, AcceleratorTypes: ['gpu'] };
}
