import type { Params } from '../server/params.ts';
import { INSTANCE_TYPES, type InstanceType } from './instance-types.ts';

/** The wire names differ between calls, the rules do not. */
const RULES: readonly ((wanted: Params, type: InstanceType) => boolean)[] = [
  (wanted, { vcpus }) => within(wanted.struct('VCpuCount'), vcpus),
  (wanted, { memoryMib }) => within(wanted.struct('MemoryMiB'), memoryMib),
  (wanted, { memoryMib, vcpus }) => within(wanted.struct('MemoryGiBPerVCpu'), memoryMib / 1024 / vcpus),
  (wanted, { gpus }) =>
    within(wanted.struct('AcceleratorCount'), gpus) || (gpus === 0 && wanted.struct('AcceleratorCount')?.integer('Max') === 0),
  (wanted, { gpus }) => gpus === 0 || wanted.has('AcceleratorCount') || wanted.has('AcceleratorType'),
  (wanted, { gpus }) => gpus > 0 || list(wanted, 'AcceleratorType', 'AcceleratorTypes').length === 0,
  (wanted, { burstable }) => permitted(wanted.text('BurstablePerformance'), burstable),
  (wanted, { localDiskGb }) => permitted(wanted.text('LocalStorage') ?? 'included', localDiskGb > 0),
  (wanted, { currentGeneration }) =>
    generations(wanted).length === 0 || generations(wanted).includes(currentGeneration ? 'current' : 'previous'),
  (wanted, { name }) => !list(wanted, 'ExcludedInstanceType', 'ExcludedInstanceTypes').some((pattern) => like(pattern, name)),
  (wanted, { name }) => orAll(list(wanted, 'AllowedInstanceType', 'AllowedInstanceTypes'), (pattern) => like(pattern, name)),
  (wanted, type) => orAll(list(wanted, 'CpuManufacturer', 'CpuManufacturers'), (maker) => maker === makerOf(type)),
];

/** The types that meet a choice by attributes. Defaults: no burstable types. Source: EC2 API reference, InstanceRequirementsRequest. */
export function matchingTypes(wanted: Params): readonly InstanceType[] {
  return [...INSTANCE_TYPES.values()].filter((type) => RULES.every((rule) => rule(wanted, type)));
}

function generations(wanted: Params): readonly string[] {
  return list(wanted, 'InstanceGeneration', 'InstanceGenerations');
}

function within(range: Params | undefined, value: number): boolean {
  return range === undefined || (value >= (range.number('Min') ?? 0) && value <= (range.number('Max') ?? Infinity));
}

function permitted(wish: string | undefined, has: boolean): boolean {
  if (wish === 'required') return has;
  return wish === 'included' || !has;
}

function list(wanted: Params, ...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => wanted.texts(name));
}

function orAll(values: readonly string[], test: (value: string) => boolean): boolean {
  return values.length === 0 || values.some(test);
}

function like(pattern: string, name: string): boolean {
  return pattern.split('*').every((part, index) => (index === 0 ? name.startsWith(part) : name.includes(part)));
}

function makerOf({ name, architecture }: InstanceType): string {
  if (architecture === 'arm64') return 'amazon-web-services';
  return /^[a-z]+\d+a/.test(name) ? 'amd' : 'intel';
}
