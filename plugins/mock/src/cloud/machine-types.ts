/** A size of machine that the cloud sells. Prices are list prices in US dollars an hour. */
export interface CloudMachineType {
  readonly name: string;
  readonly vcpus: number;
  readonly cores: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly gpuModel: string | undefined;
  readonly architecture: 'x86_64' | 'arm64';
  readonly onDemandUsd: number;
  readonly spotUsd: number;
}

const X86 = { architecture: 'x86_64', gpus: 0, gpuModel: undefined } as const;

/** Everything the cloud sells. Invented, like the cloud; the same table stands in the README. */
export const MACHINE_TYPES: readonly CloudMachineType[] = [
  { ...X86, name: 'mock.small', vcpus: 2, cores: 1, memoryMib: 4_096, onDemandUsd: 0.05, spotUsd: 0.015 },
  { ...X86, name: 'mock.medium', vcpus: 4, cores: 2, memoryMib: 16_384, onDemandUsd: 0.2, spotUsd: 0.06 },
  { ...X86, name: 'mock.large', vcpus: 16, cores: 8, memoryMib: 65_536, onDemandUsd: 0.8, spotUsd: 0.24 },
  { ...X86, name: 'mock.xlarge', vcpus: 64, cores: 32, memoryMib: 262_144, onDemandUsd: 3.2, spotUsd: 0.96 },
  { ...X86, name: 'mock.memory', vcpus: 8, cores: 4, memoryMib: 131_072, onDemandUsd: 0.7, spotUsd: 0.21 },
  { ...X86, name: 'mock.gpu', vcpus: 8, cores: 4, memoryMib: 61_440, gpus: 1, gpuModel: 'mock-g1', onDemandUsd: 1.2, spotUsd: 0.36 },
  { ...X86, name: 'mock.gpu8', vcpus: 96, cores: 48, memoryMib: 786_432, gpus: 8, gpuModel: 'mock-g1', onDemandUsd: 9.6, spotUsd: 2.88 },
  {
    name: 'mock.arm',
    vcpus: 4,
    cores: 4,
    memoryMib: 8_192,
    gpus: 0,
    gpuModel: undefined,
    architecture: 'arm64',
    onDemandUsd: 0.12,
    spotUsd: 0.036,
  },
];

const BY_NAME: ReadonlyMap<string, CloudMachineType> = new Map(MACHINE_TYPES.map((type) => [type.name, type]));

/** Undefined when the cloud does not sell it. */
export function findMachineType(name: string): CloudMachineType | undefined {
  return BY_NAME.get(name);
}
