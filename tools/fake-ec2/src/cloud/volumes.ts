import { invalidParameter } from '../server/api-error.ts';
import type { Cloud } from './cloud.ts';
import type { Launch } from './launch.ts';
import type { VolumeSpec } from './launch-data.ts';
import type { Tag } from './tag-sets.ts';

/** Most volumes that a machine of the fake may have: their numbers are the machine's number times this, and on. */
const PER_MACHINE = 16;

/** What cannot be computed from the machines: which volumes were deleted by a call, and which were tagged after they came. */
export interface Volumes {
  readonly deleted: Set<number>;
  readonly tagSets: Map<number, number>;
}

/** A disk that came with a machine. */
export interface Volume {
  readonly number: number;
  readonly id: string;
  readonly machine: number;
  readonly launch: Launch;
  readonly spec: VolumeSpec;
  readonly createdMs: number;
  readonly attached: boolean;
  readonly tags: readonly Tag[];
}

export function createVolumes(): Volumes {
  return { deleted: new Set(), tagSets: new Map() };
}

/** The volumes of a launch: those asked for, and the image's root where none names it. */
export function volumesOf(rootDevice: string, asked: readonly VolumeSpec[] | undefined): readonly VolumeSpec[] {
  const specs = asked ?? [];
  if (specs.length > PER_MACHINE - 1) throw invalidParameter(`More than ${PER_MACHINE - 1} block devices`);
  if (specs.some(({ device }) => device === rootDevice)) return specs;
  const root: VolumeSpec = {
    device: rootDevice,
    sizeGib: 8,
    type: 'gp3',
    iops: 3000,
    throughput: 125,
    encrypted: false,
    deleteOnTermination: true,
  };
  return [root, ...specs];
}

export function volumeId(cloud: Cloud, machine: number, index: number): string {
  return cloud.ids.volume.of(machine * PER_MACHINE + index);
}

/** The volumes of a machine that exist: all while it lives, then those that outlive it. */
function machineVolumes(cloud: Cloud, machine: number): readonly Volume[] {
  const launch = cloud.launches[cloud.machines.launch[machine] ?? -1];
  const state = cloud.machines.state(machine, cloud.clock.now())?.name;
  if (launch === undefined) return [];
  const attached = state !== undefined && state !== 'terminated';
  return launch.volumes.flatMap((spec, index) => {
    const number = machine * PER_MACHINE + index;
    if (cloud.volumes.deleted.has(number) || !(attached || !spec.deleteOnTermination)) return [];
    const tagSet = cloud.volumes.tagSets.get(number);
    const tags = tagSet === undefined ? (launch.data.tags['volume'] ?? []) : cloud.tagSets.get(tagSet);
    return [
      {
        number,
        id: cloud.ids.volume.of(number),
        machine,
        launch,
        spec,
        attached,
        tags,
        createdMs: cloud.machines.launchedMs[machine] ?? 0,
      },
    ];
  });
}

export function allVolumes(cloud: Cloud): readonly Volume[] {
  return Array.from({ length: cloud.machines.count }, (_none, machine) => machineVolumes(cloud, machine)).flat();
}

/** Undefined when there is none. */
export function volumeById(cloud: Cloud, id: string): Volume | undefined {
  const number = cloud.ids.volume.numberOf(id);
  if (number === undefined) return undefined;
  return machineVolumes(cloud, Math.floor(number / PER_MACHINE)).find((volume) => volume.number === number);
}
