import type { Accepted, OperationInput, Page, PageInput, Pollable, Removal, WriteInput } from './operation.js';
import type { Resource, ResourceFilter, ResourceLabels } from './resource.js';

/** What a volume is doing, in our words. `deleted` and `failed` are final; `unknown` means the cloud's word is not in the plugin's table. */
export type VolumeState = 'creating' | 'available' | 'in-use' | 'deleting' | 'deleted' | 'failed' | 'unknown';

/** The one machine that a volume is attached to. */
export interface VolumeAttachment {
  readonly machineId: string;
  /** As the cloud names it: `/dev/sdf`, a LUN, a device name; undefined where there is none. */
  readonly device: string | undefined;
}

/** A block device that outlives machines. */
export interface Volume extends Resource<VolumeState> {
  readonly sizeGib: number;
  /** The cloud's own name of the kind of disk: `gp3`, `pd-ssd`, `Premium_LRS`, a storage class. */
  readonly volumeType: string;
  /** Machines in other zones cannot attach it; undefined when it is regional. */
  readonly zone: string | undefined;
  readonly encrypted: boolean;
  /** Undefined when the kind of disk has no settable rate. */
  readonly iops: number | undefined;
  readonly throughputMibPerSecond: number | undefined;
  /** The snapshot it was made from; undefined for none. */
  readonly snapshotRef: string | undefined;
  /** Undefined when nothing uses it. */
  readonly attachment: VolumeAttachment | undefined;
}

/** What a new volume holds. */
export type VolumeSource =
  | { readonly kind: 'empty'; readonly sizeGib: number }
  /** `sizeGib` is at least the snapshot's. @default the snapshot's size */
  | { readonly kind: 'snapshot'; readonly snapshotRef: string; readonly sizeGib?: number };

/** A volume that is wanted. */
export interface VolumeSpec extends ResourceLabels {
  readonly source: VolumeSource;
  /** @default the cloud's own choice */
  readonly volumeType?: string;
  /** @default the cloud's own choice */
  readonly zone?: string;
  /** @default what the account enforces, else encrypted with the cloud's own key */
  readonly encrypted?: boolean;
  /** @default what the kind of disk gives */
  readonly iops?: number;
  /** @default what the kind of disk gives */
  readonly throughputMibPerSecond?: number;
}

/** Which volumes are wanted; every given field narrows. */
export interface VolumeFilter extends ResourceFilter {
  readonly zones?: readonly string[];
  readonly states?: readonly VolumeState[];
  /** Only volumes attached to this machine. */
  readonly machineId?: string;
}

/** Block devices that outlive machines. Experimental until two plugins implement it. */
export interface Volumes extends Pollable {
  /**
   * Creates an empty volume, or one with the contents of a snapshot. Safe to repeat: the same token never creates a second one.
   *
   * AWS: CreateVolume. GCP: disks.insert. Azure: disks createOrUpdate. Kubernetes: create of a PersistentVolumeClaim.
   *
   * @throws {ProviderError} `NotFound` when the snapshot does not exist; `InvalidTemplate` when the size or kind is not possible
   */
  create(input: WriteInput & { readonly spec: VolumeSpec }): Promise<Accepted<VolumeState>>;

  /**
   * Attaches a volume to one machine, exclusively. May be repeated: attached to that machine already is success.
   *
   * AWS: AttachVolume. GCP: instances.attachDisk. Azure: virtualMachines update with the data disk. Kubernetes: none; a pod names its claims.
   *
   * @param input.device - as {@link VolumeAttachment.device}. @default the next free one
   * @throws {ProviderError} `Conflict` while another machine has it: that attachment is untouched; `NotFound` when volume or machine does not exist;
   *   `InvalidTemplate` when they are in different zones
   */
  attach(
    input: WriteInput & { readonly volumeRef: string; readonly machineId: string; readonly device?: string },
  ): Promise<Accepted<VolumeState>>;

  /**
   * Takes a volume off a machine. May be repeated: not attached to it, an absent volume and an absent machine are success.
   * Detach before the machine unmounted it loses what was not written.
   *
   * AWS: DetachVolume. GCP: instances.detachDisk. Azure: virtualMachines update without the data disk. Kubernetes: none; deleting the pod does it.
   *
   * @param input.machineId - the machine it is taken off; attached to another one, it stays there
   */
  detach(input: WriteInput & { readonly volumeRef: string; readonly machineId: string }): Promise<Removal>;

  /**
   * Reads one volume.
   *
   * AWS: DescribeVolumes. GCP: disks.get. Azure: disks get. Kubernetes: get of the PersistentVolumeClaim.
   *
   * @returns undefined when the cloud says that there is none
   */
  get(input: OperationInput & { readonly volumeRef: string }): Promise<Volume | undefined>;

  /**
   * Lists volumes, page by page, ours and others'.
   *
   * AWS: DescribeVolumes. GCP: disks.aggregatedList. Azure: disks list. Kubernetes: list of PersistentVolumeClaims, in chunks.
   */
  list(input: PageInput & { readonly filter: VolumeFilter }): Promise<Page<Volume>>;

  /**
   * Makes a volume larger. May be repeated: that size already is success.
   *
   * AWS: ModifyVolume. GCP: disks.resize. Azure: disks update. Kubernetes: patch of the PersistentVolumeClaim's request.
   *
   * @param input.sizeGib - at least the present size; no cloud shrinks
   * @throws {ProviderError} `InvalidTemplate` when it is smaller than now; `Unsupported` when this kind of disk cannot grow
   */
  resize(input: WriteInput & { readonly volumeRef: string; readonly sizeGib: number }): Promise<Accepted<VolumeState>>;

  /**
   * Deletes a volume and what is on it. May be repeated: deleting the absent succeeds.
   *
   * AWS: DeleteVolume. GCP: disks.delete. Azure: disks delete. Kubernetes: delete of the PersistentVolumeClaim.
   *
   * @throws {ProviderError} `Conflict` while it is attached: nothing was deleted
   */
  delete(input: WriteInput & { readonly volumeRef: string }): Promise<Removal>;
}
