import type { Accepted, OperationInput, Page, PageInput, Pollable, Removal, WriteInput } from './operation.js';
import type { Resource, ResourceFilter, ResourceLabels } from './resource.js';

/** What an image is doing, in our words. `deleted` and `failed` are final; `unknown` means the cloud's word is not in the plugin's table. */
export type ImageState = 'importing' | 'creating' | 'ready' | 'deleting' | 'deleted' | 'failed' | 'unknown';

/** File formats of disk images. */
export type DiskFormat = 'raw' | 'vmdk' | 'vhd' | 'vhdx' | 'ova' | 'qcow2';

/** What machines boot from. */
export interface Image extends Resource<ImageState> {
  readonly architecture: 'x86_64' | 'arm64' | 'unknown';
  readonly operatingSystem: 'linux' | 'windows' | 'unknown';
  /** Least size of a disk made from it; undefined when the cloud does not say. */
  readonly sizeGib: number | undefined;
  /** Account, project or publisher it belongs to. */
  readonly owner: string;
}

/** A file in one of the account's buckets. */
export interface BucketFile {
  readonly bucketRef: string;
  readonly key: string;
}

/** What an image is made of. */
export type ImageSource =
  /** The machine is not stopped: what it has not written is not in the image. */
  { readonly kind: 'machine'; readonly machineId: string } | { readonly kind: 'snapshot'; readonly snapshotRef: string };

/** Which images are wanted; every given field narrows. */
export interface ImageFilter extends ResourceFilter {
  /** As {@link Image.owner}. @default the account's own */
  readonly owner?: string;
  readonly architecture?: Image['architecture'];
}

/** What machines boot from. Experimental until two plugins implement it. */
export interface Images extends Pollable {
  /**
   * Makes an image of a disk file in a bucket. Safe to repeat: the same token never starts a second import.
   *
   * AWS: ImportImage, or ImportSnapshot and RegisterImage. GCP: images.insert with rawDisk. Azure: disks createOrUpdate with Import, images createOrUpdate.
   * Kubernetes: none.
   *
   * @throws {ProviderError} `NotFound` when there is no such file; `Unsupported` when the cloud does not read the format
   */
  importImage(
    input: WriteInput & { readonly source: BucketFile; readonly format: DiskFormat; readonly labels: ResourceLabels },
  ): Promise<Accepted<ImageState>>;

  /**
   * Writes an image as a disk file into a bucket; `ref` names the export. Safe to repeat: the same token never starts a second export.
   *
   * AWS: ExportImage. GCP: Cloud Build builds.create with the image export tool. Azure: disks grantAccess and a blob copy. Kubernetes: none.
   *
   * @throws {ProviderError} `Unsupported` when the cloud does not write the format, or the image may not leave it
   */
  exportImage(
    input: WriteInput & { readonly imageRef: string; readonly target: BucketFile; readonly format: DiskFormat },
  ): Promise<Accepted<ImageState>>;

  /**
   * Makes an image of a machine or a snapshot. Safe to repeat: the same token never makes a second one.
   *
   * AWS: CreateImage or RegisterImage. GCP: images.insert with sourceDisk or sourceSnapshot. Azure: images createOrUpdate. Kubernetes: none.
   */
  registerImage(input: WriteInput & { readonly source: ImageSource; readonly labels: ResourceLabels }): Promise<Accepted<ImageState>>;

  /**
   * Copies an image into the connection's region. Safe to repeat: the same token never makes a second one.
   *
   * AWS: CopyImage. GCP: images.insert with sourceImage. Azure: galleryImageVersions createOrUpdate with target regions. Kubernetes: none.
   *
   * @param input.sourceRegion - where the source is. @default the connection's region
   */
  copyImage(
    input: WriteInput & { readonly imageRef: string; readonly sourceRegion?: string; readonly labels: ResourceLabels },
  ): Promise<Accepted<ImageState>>;

  /**
   * Reads one image.
   *
   * AWS: DescribeImages. GCP: images.get. Azure: images get or galleryImageVersions get. Kubernetes: none.
   *
   * @returns undefined when the cloud says that there is none, or that we may not see it
   */
  getImage(input: OperationInput & { readonly imageRef: string }): Promise<Image | undefined>;

  /**
   * Lists images, page by page.
   *
   * AWS: DescribeImages. GCP: images.list. Azure: images list and galleryImageVersions list. Kubernetes: none.
   */
  listImages(input: PageInput & { readonly filter: ImageFilter }): Promise<Page<Image>>;

  /**
   * Deletes an image and the snapshots that only it uses; machines started from it go on. May be repeated: deleting the absent succeeds.
   *
   * AWS: DeregisterImage with its snapshots. GCP: images.delete. Azure: images delete or galleryImageVersions delete. Kubernetes: none.
   */
  deleteImage(input: WriteInput & { readonly imageRef: string }): Promise<Removal>;
}
