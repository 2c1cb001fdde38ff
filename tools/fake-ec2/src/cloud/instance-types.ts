/** A machine type as far as the fake knows it. */
export interface InstanceType {
  readonly name: string;
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly gpus: number;
  readonly gpuName: string | undefined;
  readonly gpuMemoryMib: number;
  readonly efa: boolean;
  readonly burstable: boolean;
  readonly localDiskGb: number;
  readonly currentGeneration: boolean;
  readonly onDemandUsd: number;
  /** Undefined: every zone. */
  readonly zoneLetters: string | undefined;
}

interface Family {
  readonly name: string;
  readonly gibPerVcpu: number;
  readonly usdPerVcpu: number;
  readonly sizes: Readonly<Record<string, number>>;
  readonly architecture?: 'arm64';
  readonly gpuName?: string;
  readonly gpuMemoryMib?: number;
  readonly vcpusPerGpu?: number;
  readonly efaFrom?: number;
  readonly diskGbPerVcpu?: number;
  readonly zoneLetters?: string;
  readonly old?: boolean;
}

const SIZES = { large: 2, xlarge: 4, '2xlarge': 8, '4xlarge': 16, '8xlarge': 32, '12xlarge': 48, '16xlarge': 64, '24xlarge': 96 };

/** Shapes follow the public list of types; prices are round figures of the right order, not quotations. */
const FAMILIES: readonly Family[] = [
  { name: 'm4', gibPerVcpu: 4, usdPerVcpu: 0.05, sizes: { large: 2, xlarge: 4, '2xlarge': 8, '4xlarge': 16 }, old: true },
  { name: 'm5', gibPerVcpu: 4, usdPerVcpu: 0.048, sizes: SIZES, efaFrom: 96 },
  { name: 'm5a', gibPerVcpu: 4, usdPerVcpu: 0.043, sizes: SIZES },
  { name: 'm5d', gibPerVcpu: 4, usdPerVcpu: 0.0565, sizes: SIZES, diskGbPerVcpu: 37 },
  { name: 'm6i', gibPerVcpu: 4, usdPerVcpu: 0.048, sizes: SIZES },
  { name: 'm6g', gibPerVcpu: 4, usdPerVcpu: 0.0385, sizes: SIZES, architecture: 'arm64' },
  { name: 'm7i', gibPerVcpu: 4, usdPerVcpu: 0.0504, sizes: SIZES },
  { name: 'c5', gibPerVcpu: 2, usdPerVcpu: 0.0425, sizes: SIZES },
  { name: 'c5a', gibPerVcpu: 2, usdPerVcpu: 0.0385, sizes: SIZES },
  { name: 'c6i', gibPerVcpu: 2, usdPerVcpu: 0.0425, sizes: SIZES },
  { name: 'c6g', gibPerVcpu: 2, usdPerVcpu: 0.034, sizes: SIZES, architecture: 'arm64' },
  { name: 'c7i', gibPerVcpu: 2, usdPerVcpu: 0.0446, sizes: SIZES },
  { name: 'r5', gibPerVcpu: 8, usdPerVcpu: 0.063, sizes: SIZES },
  { name: 'r6i', gibPerVcpu: 8, usdPerVcpu: 0.063, sizes: SIZES },
  {
    name: 'g4dn',
    gibPerVcpu: 4,
    usdPerVcpu: 0.1315,
    sizes: { xlarge: 4, '2xlarge': 8, '4xlarge': 16 },
    gpuName: 'T4',
    gpuMemoryMib: 16_384,
    vcpusPerGpu: 64,
    diskGbPerVcpu: 31,
  },
  {
    name: 'p4d',
    gibPerVcpu: 12,
    usdPerVcpu: 0.3414,
    sizes: { '24xlarge': 96 },
    gpuName: 'A100',
    gpuMemoryMib: 40_960,
    vcpusPerGpu: 12,
    efaFrom: 96,
    diskGbPerVcpu: 83,
    zoneLetters: 'ab',
  },
  { name: 'hpc7a', gibPerVcpu: 4, usdPerVcpu: 0.0375, sizes: { '48xlarge': 96, '96xlarge': 192 }, efaFrom: 96, zoneLetters: 'a' },
];

/** The burstable ones follow no rule. Entries: vCPUs, MiB. */
const BURSTABLE: Readonly<Record<string, readonly [number, number]>> = {
  nano: [2, 512],
  micro: [2, 1024],
  small: [2, 2048],
  medium: [2, 4096],
  large: [2, 8192],
  xlarge: [4, 16_384],
  '2xlarge': [8, 32_768],
};

/** All types, by name. */
export const INSTANCE_TYPES: ReadonlyMap<string, InstanceType> = new Map(
  [...FAMILIES.flatMap(typesOf), ...burstable('t2', 0.0116), ...burstable('t3', 0.0104), ...burstable('t3a', 0.0094)].map((type) => [
    type.name,
    type,
  ]),
);

function typesOf(family: Family): readonly InstanceType[] {
  return Object.entries(family.sizes).map(([size, vcpus]) => ({
    name: `${family.name}.${size}`,
    vcpus,
    memoryMib: vcpus * family.gibPerVcpu * 1024,
    architecture: family.architecture ?? 'x86_64',
    gpus: family.vcpusPerGpu === undefined ? 0 : Math.max(1, vcpus / family.vcpusPerGpu),
    gpuName: family.gpuName,
    gpuMemoryMib: family.gpuMemoryMib ?? 0,
    efa: family.efaFrom !== undefined && vcpus >= family.efaFrom,
    burstable: false,
    localDiskGb: (family.diskGbPerVcpu ?? 0) * vcpus,
    currentGeneration: family.old !== true,
    onDemandUsd: Number((vcpus * family.usdPerVcpu).toFixed(4)),
    zoneLetters: family.zoneLetters,
  }));
}

function burstable(family: string, microUsd: number): readonly InstanceType[] {
  return Object.entries(BURSTABLE).map(([size, [vcpus, memoryMib]]) => ({
    name: `${family}.${size}`,
    vcpus: family === 't2' && memoryMib <= 2048 ? 1 : vcpus,
    memoryMib,
    architecture: 'x86_64' as const,
    gpus: 0,
    gpuName: undefined,
    gpuMemoryMib: 0,
    efa: false,
    burstable: true,
    localDiskGb: 0,
    currentGeneration: family !== 't2',
    onDemandUsd: Number(((memoryMib / 1024) * microUsd).toFixed(4)),
    zoneLetters: undefined,
  }));
}

/** Whether a zone has the type at all. */
export function isOffered(type: InstanceType, zone: string): boolean {
  return type.zoneLetters?.includes(zone.slice(-1)) ?? true;
}
