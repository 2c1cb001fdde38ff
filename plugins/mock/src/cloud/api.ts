import type { ActionName } from './actions.js';
import type { CloudGroup, GroupKind } from './groups.js';
import type { LaunchOrder } from './launch.js';
import type { CloudMachine, CloudTag } from './machine-row.js';
import type { CloudErrorCode, CloudOrigin } from './errors.js';
import type { CloudSnapshot } from './snapshot-store.js';
import type { CloudVolume } from './volume-row.js';

/** One page of a listing. */
export interface CloudPage<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | undefined;
}

/** Asks for one page. */
export interface CloudPageInput {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

interface Creating {
  readonly clientToken: string;
}

/** Starts machines, as many as it can. */
export interface RunInstancesInput extends LaunchOrder, Creating {
  readonly count: number;
}

/** What a launch gave, as its machines are now. */
export interface LaunchAnswer extends CloudOrigin {
  readonly machines: readonly CloudMachine[];
  readonly group: CloudGroup | undefined;
  readonly missing: number;
  readonly code: CloudErrorCode | undefined;
}

/** Makes a group that starts machines. */
export interface CreateGroupInput extends LaunchOrder, Creating {
  readonly kind: GroupKind;
  readonly count: number;
}

/** A request that names machines. */
export interface MachineIdsInput {
  readonly machineIds: readonly string[];
}

/** Ends machines. */
export interface TerminateInput extends MachineIdsInput {
  /** The groups that made them shall aim at that many fewer, so that they do not replace them. */
  readonly lowerTarget: boolean;
}

/** Puts tags on machines; one whose key is there already gets the new value. */
export interface CreateTagsInput extends MachineIdsInput {
  readonly tags: readonly CloudTag[];
}

/** The machines of a group that have not ended. */
export interface GroupAnswer {
  readonly machineIds: readonly string[];
  /** No more will be started for it. */
  readonly complete: boolean;
}

/** What a machine was and what it is about to be. */
export interface CloudTransition {
  readonly machineId: string;
  readonly before: CloudMachine['state'];
  readonly after: CloudMachine['state'];
}

/** Machines as a call by id shows them. */
export interface MachinesAnswer extends CloudOrigin {
  readonly machines: readonly CloudMachine[];
}

/** Lists everything in the account and region. */
export interface ListResourcesInput extends CloudPageInput {
  /** Only what carries this tag; with any value when none is given. */
  readonly tagKey?: string;
  readonly tagValue?: string;
}

/** One page of everything. */
export interface ResourcesAnswer extends CloudOrigin {
  readonly machines: readonly CloudMachine[];
  readonly groups: readonly CloudGroup[];
  /** Volumes that came with machines. */
  readonly volumes: readonly CloudVolume[];
  /** Zones, and the region for its groups, that are complete with this page. */
  readonly covered: readonly string[];
  /** Zones that this listing could not read. */
  readonly unreachable: readonly string[];
  readonly nextCursor: string | undefined;
}

/** An image as it can be launched: name and version. */
export interface CloudImage {
  readonly imageId: string;
  readonly name: string;
  readonly version: number;
}

/** A machine type in a zone and market. */
export interface CloudOffer {
  readonly machineType: string;
  readonly zone: string | undefined;
  readonly market: 'on-demand' | 'spot';
  readonly pricePerHourUsd: number;
  readonly available: boolean;
}

/** Which offers are wanted. */
export interface OffersInput extends CloudPageInput {
  readonly machineTypes?: readonly string[];
  readonly zones?: readonly string[];
  /** Offers that leave the zone to the cloud, instead of one for each zone. */
  readonly anyZone?: boolean;
}

/** A machine type's size. */
export interface CloudTypeInfo {
  readonly name: string;
  readonly vcpus: number;
  readonly cores: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly gpuModel: string | undefined;
  readonly architecture: 'x86_64' | 'arm64';
}

/** A limit and its use. */
export interface CloudQuota {
  readonly name: string;
  readonly unit: 'machines' | 'vcpus' | 'volumes' | 'volume-gib' | 'snapshots';
  readonly limit: number | undefined;
  readonly used: number;
}

/** Makes a volume, empty or from a snapshot. */
export interface CreateVolumeInput extends Creating {
  readonly name: string | undefined;
  readonly zone: string | undefined;
  /** Undefined: the snapshot's. */
  readonly sizeGib: number | undefined;
  readonly snapshotId: string | undefined;
  readonly type: string | undefined;
  readonly encrypted: boolean;
  readonly iops: number | undefined;
  readonly throughputMib: number | undefined;
  readonly tags: readonly CloudTag[];
}

/** Makes a snapshot of a volume. */
export interface CreateSnapshotInput extends Creating {
  readonly volumeId: string;
  readonly name: string | undefined;
  readonly tags: readonly CloudTag[];
}

/** Copies a snapshot into the caller's region. */
export interface CopySnapshotInput extends Creating {
  readonly snapshotId: string;
  readonly sourceRegion: string | undefined;
  readonly name: string | undefined;
  readonly tags: readonly CloudTag[];
}

/** Lists volumes, or asks for those named. */
export interface DescribeVolumesInput extends CloudPageInput {
  readonly volumeIds?: readonly string[];
}

/** Lists snapshots, or asks for those named. */
export interface DescribeSnapshotsInput extends CloudPageInput {
  readonly snapshotIds?: readonly string[];
}

/** What each call takes and answers. */
interface CloudApi {
  readonly AttachVolume: Call<{ volumeId: string; machineId: string; device: string | undefined }, CloudVolume>;
  readonly CopySnapshot: Call<CopySnapshotInput, CloudSnapshot>;
  readonly CreateGroup: Call<CreateGroupInput, LaunchAnswer>;
  readonly CreateSnapshot: Call<CreateSnapshotInput, CloudSnapshot>;
  readonly CreateTags: Call<CreateTagsInput, { tagged: readonly string[] }>;
  readonly CreateVolume: Call<CreateVolumeInput, CloudVolume>;
  readonly DeleteGroup: Call<{ groupId: string }, CloudGroup>;
  readonly DeleteSnapshot: Call<{ snapshotId: string }, CloudSnapshot>;
  readonly DeleteVolume: Call<{ volumeId: string }, CloudVolume>;
  readonly DescribeGroup: Call<{ groupId: string }, GroupAnswer>;
  readonly DescribeImages: Call<{ name: string }, { images: readonly CloudImage[] }>;
  readonly DescribeInstanceTypes: Call<CloudPageInput, CloudPage<CloudTypeInfo>>;
  readonly DescribeInstances: Call<MachineIdsInput, MachinesAnswer>;
  readonly DescribeOffers: Call<OffersInput, CloudPage<CloudOffer> & { atMs: number }>;
  readonly DescribeQuotas: Call<Record<string, never>, { quotas: readonly CloudQuota[] }>;
  readonly DescribeSnapshots: Call<DescribeSnapshotsInput, CloudPage<CloudSnapshot>>;
  readonly DescribeVolumes: Call<DescribeVolumesInput, CloudPage<CloudVolume>>;
  readonly DescribeZones: Call<Record<string, never>, { zones: readonly string[] }>;
  readonly DetachVolume: Call<{ volumeId: string; machineId: string }, { detached: boolean }>;
  readonly GetCallerIdentity: Call<Record<string, never>, CloudOrigin & { principal: string }>;
  readonly ListResources: Call<ListResourcesInput, ResourcesAnswer>;
  readonly ModifyVolume: Call<{ volumeId: string; sizeGib: number }, CloudVolume>;
  readonly RebootInstances: Call<MachineIdsInput, { transitions: readonly CloudTransition[] }>;
  readonly ReceiveEvents: Call<{ after: number | undefined }, { upTo: number; machineIds: readonly string[] }>;
  readonly RunInstances: Call<RunInstancesInput, LaunchAnswer>;
  readonly StartInstances: Call<MachineIdsInput, { transitions: readonly CloudTransition[] }>;
  readonly StopInstances: Call<MachineIdsInput & { force: boolean }, { transitions: readonly CloudTransition[] }>;
  readonly TerminateInstances: Call<TerminateInput, { transitions: readonly CloudTransition[] }>;
}

interface Call<Input, Output> {
  readonly input: Readonly<Input>;
  readonly output: Readonly<Output>;
}

/** What a call takes. */
export type InputOf<Action extends ActionName> = CloudApi[Action]['input'];

/** What a call answers. */
export type OutputOf<Action extends ActionName> = CloudApi[Action]['output'];
