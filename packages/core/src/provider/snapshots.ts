import type { Accepted, OperationInput, Page, PageInput, Pollable, Removal, WriteInput } from './operation.js';
import type { Resource, ResourceFilter, ResourceLabels } from './resource.js';

/** What a snapshot is doing, in our words. `deleted` and `failed` are final; `unknown` means the cloud's word is not in the plugin's table. */
export type SnapshotState = 'creating' | 'available' | 'deleting' | 'deleted' | 'failed' | 'unknown';

/** What a volume held at one moment. */
export interface Snapshot extends Resource<SnapshotState> {
  /** The volume it was made from, which may be gone; undefined for a copy whose origin the cloud does not tell. */
  readonly volumeRef: string | undefined;
  /** The snapshot it is a copy of; undefined for an original. */
  readonly copiedFromRef: string | undefined;
  /** Size of the volume that can be made from it, not of what is stored. */
  readonly sizeGib: number;
  readonly encrypted: boolean;
  /** 0 to 100; undefined when the cloud does not say. */
  readonly progressPercent: number | undefined;
}

/** Which snapshots are wanted; every given field narrows. */
export interface SnapshotFilter extends ResourceFilter {
  readonly states?: readonly SnapshotState[];
  /** Only snapshots made from this volume. */
  readonly volumeRef?: string;
}

/** What volumes held at one moment. Experimental until two plugins implement it. */
export interface Snapshots extends Pollable {
  /**
   * Freezes what a volume holds now; it may stay attached. Safe to repeat: the same token never creates a second one.
   *
   * AWS: CreateSnapshot. GCP: snapshots.insert. Azure: snapshots createOrUpdate. Kubernetes: create of a VolumeSnapshot.
   *
   * @throws {ProviderError} `NotFound` when the volume does not exist
   */
  create(input: WriteInput & { readonly volumeRef: string; readonly labels: ResourceLabels }): Promise<Accepted<SnapshotState>>;

  /**
   * Reads one snapshot.
   *
   * AWS: DescribeSnapshots. GCP: snapshots.get. Azure: snapshots get. Kubernetes: get of the VolumeSnapshot.
   *
   * @returns undefined when the cloud says that there is none
   */
  get(input: OperationInput & { readonly snapshotRef: string }): Promise<Snapshot | undefined>;

  /**
   * Lists the account's own snapshots, page by page.
   *
   * AWS: DescribeSnapshots with the owner `self`. GCP: snapshots.list. Azure: snapshots list. Kubernetes: list of VolumeSnapshots, in chunks.
   */
  list(input: PageInput & { readonly filter: SnapshotFilter }): Promise<Page<Snapshot>>;

  /**
   * Copies a snapshot into the connection's region. Safe to repeat: the same token never creates a second one.
   *
   * AWS: CopySnapshot. GCP: none; a snapshot can be used in every region. Azure: snapshots createOrUpdate with CopyStart. Kubernetes: none.
   *
   * @param input.sourceRegion - where the source is. @default the connection's region
   * @throws {ProviderError} `NotFound` when the source does not exist; `Unsupported` where the cloud has no copies
   */
  copy(
    input: WriteInput & { readonly snapshotRef: string; readonly sourceRegion?: string; readonly labels: ResourceLabels },
  ): Promise<Accepted<SnapshotState>>;

  /**
   * Deletes a snapshot; volumes made from it stay. May be repeated: deleting the absent succeeds.
   *
   * AWS: DeleteSnapshot. GCP: snapshots.delete. Azure: snapshots delete. Kubernetes: delete of the VolumeSnapshot.
   *
   * @throws {ProviderError} `Conflict` while an image is made of it: nothing was deleted
   */
  delete(input: WriteInput & { readonly snapshotRef: string }): Promise<Removal>;
}
