import {
  headerOfTags,
  type Accepted,
  type OperationInput,
  type Page,
  type Removal,
  type Volume,
  type VolumeFilter,
  type VolumeSpec,
  type VolumeState,
  type Volumes,
  type WriteInput,
} from '@hostwright/core/provider';
import type { CloudVolume } from '../cloud/volume-row.js';
import { allTags, operationOf, operationState, orAbsent, orUndefined, passesFilter } from './resources.js';
import type { Session } from './session.js';

/** The cloud's words for volumes in the contract's. Source: the table "Volume states" of this package's README. */
const VOLUME_STATES: Readonly<Record<CloudVolume['state'], VolumeState>> = {
  creating: 'creating',
  available: 'available',
  'in-use': 'in-use',
  deleted: 'deleted',
};

/** The volumes of one connection. */
export function createVolumes(session: Session): Volumes {
  const find = async (input: OperationInput, id: string): Promise<CloudVolume | undefined> =>
    orUndefined(async () => {
      const { items } = await session.read('DescribeVolumes', { volumeIds: [id] }, input.signal);
      return items[0];
    });
  return {
    create: (input) => create(session, input),
    attach: (input) => attach(session, input),
    detach: (input) => detach(session, input),
    list: (input) => list(session, input),
    resize: async (input) => accepted(await session.create('ModifyVolume', { volumeId: input.volumeRef, sizeGib: input.sizeGib }, input)),
    delete: (input) =>
      orAbsent(async () => {
        await session.delete('DeleteVolume', { volumeId: input.volumeRef }, input);
        return true;
      }),
    get: async (input) => {
      const found = await find(input, input.volumeRef);
      return found === undefined ? undefined : toVolume(found);
    },
    poll: async (input) => {
      const found = await find(input, input.operationRef);
      return operationState(input.operationRef, found === undefined ? undefined : { state: found.state, progressPercent: undefined });
    },
  };
}

async function create(session: Session, input: WriteInput & { readonly spec: VolumeSpec }): Promise<Accepted<VolumeState>> {
  const { spec, header, token } = input;
  const volume = await session.create(
    'CreateVolume',
    {
      clientToken: token,
      name: spec.name,
      zone: spec.zone,
      sizeGib: spec.source.sizeGib,
      snapshotId: spec.source.kind === 'snapshot' ? spec.source.snapshotRef : undefined,
      type: spec.volumeType,
      encrypted: spec.encrypted ?? true,
      iops: spec.iops,
      throughputMib: spec.throughputMibPerSecond,
      tags: allTags(spec.tags, header),
    },
    input,
  );
  return accepted(volume);
}

async function attach(
  session: Session,
  input: WriteInput & { readonly volumeRef: string; readonly machineId: string; readonly device?: string },
): Promise<Accepted<VolumeState>> {
  const { volumeRef, machineId, device } = input;
  return accepted(await session.create('AttachVolume', { volumeId: volumeRef, machineId, device }, input));
}

function detach(session: Session, input: WriteInput & { readonly volumeRef: string; readonly machineId: string }): Promise<Removal> {
  const { volumeRef, machineId } = input;
  return orAbsent(async () => (await session.delete('DetachVolume', { volumeId: volumeRef, machineId }, input)).detached);
}

async function list(session: Session, input: Parameters<Volumes['list']>[0]): Promise<Page<Volume>> {
  const { cursor, limit, filter, signal } = input;
  const page = await session.read('DescribeVolumes', { cursor, limit }, signal);
  return { items: page.items.map(toVolume).filter((volume) => isWanted(volume, filter)), nextCursor: page.nextCursor };
}

function isWanted(volume: Volume, filter: VolumeFilter): boolean {
  if (filter.zones?.includes(volume.zone ?? '') === false) return false;
  if (filter.states?.includes(volume.state.unified) === false) return false;
  if (filter.machineId !== undefined && volume.attachment?.machineId !== filter.machineId) return false;
  return passesFilter(volume, filter);
}

function accepted(volume: CloudVolume): Accepted<VolumeState> {
  const answer = { ref: volume.id, state: { unified: VOLUME_STATES[volume.state], raw: volume.state } };
  return volume.state === 'creating' ? { ...answer, operationRef: operationOf(volume.id) } : answer;
}

function toVolume(volume: CloudVolume): Volume {
  return {
    ref: volume.id,
    header: headerOfTags(volume.tags),
    name: volume.name,
    state: { unified: VOLUME_STATES[volume.state], raw: volume.state },
    createdAtMs: volume.createdAtMs,
    tags: volume.tags,
    sizeGib: volume.sizeGib,
    volumeType: volume.type,
    zone: volume.zone,
    encrypted: volume.encrypted,
    iops: volume.iops,
    throughputMibPerSecond: volume.throughputMib,
    snapshotRef: volume.snapshotId,
    attachment: volume.machineId === undefined ? undefined : { machineId: volume.machineId, device: volume.device },
  };
}
