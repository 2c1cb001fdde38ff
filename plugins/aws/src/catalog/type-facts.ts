import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import type { MachineShape, Market } from '@hostwright/core/provider';

/** What is known of one machine type in the region. */
export interface TypeFacts {
  readonly name: string;
  readonly shape: MachineShape;
  readonly gpuModel: string | undefined;
  readonly markets: readonly Market[];
  readonly currentGeneration: boolean;
  readonly bareMetal: boolean;
  readonly burstable: boolean;
  /** Has chips for inference, training, media or gate arrays, which cost and which nobody asked for. */
  readonly accelerated: boolean;
}

/** A machine type's name; nothing else is put into a filter, where `*` and `?` have a meaning. */
const TYPE_NAME = /^[a-z0-9][a-z0-9-]{0,30}\.[a-z0-9][a-z0-9-]{0,30}$/;

/** Whether `name` can be a machine type. */
export function isTypeName(name: string): boolean {
  return TYPE_NAME.test(name);
}

/** The usage classes of a type that we use; `capacity-block` is bought beforehand. Source: API reference, InstanceTypeInfo. */
const MARKET_OF_CLASS: Readonly<Record<string, Market>> = { 'on-demand': 'on-demand', spot: 'spot' };

/** Reads one row of DescribeInstanceTypes; undefined when it lacks what a scheduler must know, or says what cannot be. */
export function toTypeFacts(row: InstanceTypeInfo): TypeFacts | undefined {
  const name = row.InstanceType;
  const shape = toShape(row);
  if (name === undefined || !isTypeName(name) || shape === undefined) return undefined;
  return {
    name,
    shape,
    gpuModel: row.GpuInfo?.Gpus?.find(({ Name }) => Name !== undefined)?.Name,
    markets: (row.SupportedUsageClasses ?? []).flatMap((usage) => MARKET_OF_CLASS[usage] ?? []),
    currentGeneration: row.CurrentGeneration ?? false,
    bareMetal: row.BareMetal ?? false,
    burstable: row.BurstablePerformanceSupported ?? false,
    accelerated: [row.InferenceAcceleratorInfo, row.NeuronInfo, row.FpgaInfo, row.MediaAcceleratorInfo].some((info) => info !== undefined),
  };
}

/** Largest numbers that are believed; the largest machine of 2026 has 1,920 vCPUs and 32 TiB. */
const MOST_VCPUS = 100_000;
const MOST_MEMORY_MIB = 1_000_000_000;
const MOST_GPUS = 10_000;

function toShape({ VCpuInfo, MemoryInfo, GpuInfo, ProcessorInfo }: InstanceTypeInfo): MachineShape | undefined {
  const vcpus = VCpuInfo?.DefaultVCpus;
  const cores = VCpuInfo?.DefaultCores ?? vcpus;
  const memoryMib = MemoryInfo?.SizeInMiB;
  const gpus = (GpuInfo?.Gpus ?? []).reduce((sum, gpu) => sum + (gpu.LogicalGpuCount ?? gpu.Count ?? 0), 0);
  const architecture = toArchitecture(ProcessorInfo?.SupportedArchitectures ?? []);
  if (!isWithin(vcpus, 1, MOST_VCPUS) || !isWithin(cores, 1, MOST_VCPUS) || !isWithin(memoryMib, 1, MOST_MEMORY_MIB)) return undefined;
  return isWithin(gpus, 0, MOST_GPUS) && architecture !== undefined ? { vcpus, cores, memoryMib, gpus, architecture } : undefined;
}

function isWithin(value: number | undefined, least: number, most: number): value is number {
  return value !== undefined && Number.isInteger(value) && value >= least && value <= most;
}

/** Macs, and what is 32-bit alone, are no machines of ours. Source: API reference, ProcessorInfo. */
function toArchitecture(supported: readonly string[]): MachineShape['architecture'] | undefined {
  if (supported.includes('x86_64')) return 'x86_64';
  return supported.includes('arm64') ? 'arm64' : undefined;
}
