import type { Tag } from '../domain/tag.js';
import type { Bucket, BucketConfiguration, BucketState } from './buckets.js';
import type { Accepted, OperationInput, Page, PageInput, Pollable, Removal, WriteInput } from './operation.js';
import type { NamedLabels, ResourceFilter } from './resource.js';

/** What the cloud tells of one object. */
export interface StoredObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly contentType: string | undefined;
  /** Changes with the contents; compare it, never compute it. */
  readonly etag: string;
  /** Undefined in a bucket without versions. */
  readonly versionId: string | undefined;
  readonly modifiedAtMs: number;
}

/** Contents of an object, or the asked part of them. */
export interface ObjectContents {
  readonly object: StoredObject;
  readonly bytes: Uint8Array;
}

/** Where an object is. */
export interface ObjectAddress {
  readonly bucketRef: string;
  /** 1 to 1,024 bytes of UTF-8. */
  readonly key: string;
}

/** An address that needs no credentials, for a while. Treat it as a secret. */
export interface SignedUrl {
  readonly url: string;
  /** Headers that the request must carry, exactly. */
  readonly headers: readonly Tag[];
  readonly expiresAtMs: number;
}

/** How a pod mounts a bucket: parts of a Kubernetes pod specification, as plain data. */
export interface MountSpec {
  /** CSI driver: `s3.csi.aws.com`, `gcsfuse.csi.storage.gke.io`, `blob.csi.azure.com`. */
  readonly driver: string;
  readonly readOnly: boolean;
  /** `volumeAttributes` of the CSI volume. */
  readonly attributes: readonly Tag[];
  readonly mountOptions: readonly string[];
  /** Annotations that the pod must have. */
  readonly podAnnotations: readonly Tag[];
  /** The driver mounts through a PersistentVolume only, not from within a pod's specification. */
  readonly needsPersistentVolume: boolean;
}

/** Buckets and what is in them. Experimental until two plugins implement it. */
export interface Objects extends Pollable {
  /**
   * Creates a bucket unless the account has one of that name, and sets it up. May be repeated.
   * Public access is blocked and contents are encrypted.
   *
   * AWS: CreateBucket, then as `configureBucket`. GCP: buckets.insert. Azure: storageAccounts create, blobContainers create. Kubernetes: none.
   *
   * @param input.storageClass - as {@link Bucket.storageClass}. @default the cloud's own choice
   * @throws {ProviderError} `Conflict` when the name belongs to another account: choose another one
   */
  ensureBucket(
    input: WriteInput & { readonly labels: NamedLabels; readonly configuration: BucketConfiguration; readonly storageClass?: string },
  ): Promise<Accepted<BucketState>>;

  /**
   * Sets up a bucket exactly so; what the configuration leaves out is removed, our own tags stay. May be repeated.
   *
   * AWS: PutBucketVersioning, PutBucketLifecycleConfiguration, PutBucketCors, PutBucketTagging. GCP: buckets.patch.
   * Azure: blobServices setServiceProperties, managementPolicies createOrUpdate, storageAccounts update. Kubernetes: none.
   *
   * @throws {ProviderError} `NotFound` when there is no such bucket
   */
  configureBucket(
    input: WriteInput & { readonly bucketRef: string; readonly configuration: BucketConfiguration },
  ): Promise<Accepted<BucketState>>;

  /**
   * Describes one bucket: place, configuration, usage. Never counts by listing objects.
   *
   * AWS: HeadBucket, GetBucketVersioning, GetBucketLifecycleConfiguration, GetBucketCors, GetBucketTagging, CloudWatch GetMetricData.
   * GCP: buckets.get, Cloud Monitoring timeSeries.list. Azure: blobContainers get, managementPolicies get, Azure Monitor metrics list.
   * Kubernetes: none.
   *
   * @returns undefined when the cloud says that there is none
   */
  getBucket(input: OperationInput & { readonly bucketRef: string }): Promise<Bucket | undefined>;

  /**
   * Lists buckets, page by page; by tags, not by parts of names. `configuration` and `usage` of each may need a call of its own.
   *
   * AWS: ListBuckets, Resource Groups Tagging GetResources. GCP: buckets.list. Azure: storageAccounts list, blobContainers list. Kubernetes: none.
   */
  listBuckets(input: PageInput & { readonly filter: ResourceFilter }): Promise<Page<Bucket>>;

  /**
   * Deletes a bucket. May be repeated: deleting the absent succeeds. With `force`, each call deletes a bounded number of objects and
   * answers `accepted` while any is left: call again until it is `removed`.
   *
   * AWS: DeleteBucket, and for `force` ListObjectVersions, DeleteObjects, AbortMultipartUpload. GCP: buckets.delete, objects.delete.
   * Azure: blobContainers delete, storageAccounts delete. Kubernetes: none.
   *
   * @param input.force - also deletes every object in it, all versions
   * @throws {ProviderError} `Conflict` when it is not empty and `force` is false: nothing was deleted
   */
  deleteBucket(input: WriteInput & { readonly bucketRef: string; readonly force: boolean }): Promise<Removal>;

  /**
   * Writes one object whole, replacing what was there. May be repeated.
   *
   * AWS: PutObject. GCP: objects.insert. Azure: Put Blob. Kubernetes: none.
   *
   * @param input.bytes - at most 64 MiB; larger ones go through a signed URL
   * @param input.contentType - @default `application/octet-stream`
   * @param input.ifEtag - writes only over that version; undefined: over any
   * @throws {ProviderError} `Conflict` when `ifEtag` is not the present one; `NotFound` when there is no such bucket
   */
  putObject(
    input: WriteInput & {
      readonly address: ObjectAddress;
      readonly bytes: Uint8Array;
      readonly contentType?: string;
      readonly ifEtag?: string;
    },
  ): Promise<StoredObject>;

  /**
   * Reads an object, or a part of it.
   *
   * AWS: GetObject. GCP: objects.get with alt=media. Azure: Get Blob. Kubernetes: none.
   *
   * @param input.range - at most 64 MiB a call; a part beyond the end is empty. @default the first 64 MiB
   * @returns undefined when there is none
   */
  getObject(
    input: OperationInput & {
      readonly address: ObjectAddress;
      readonly versionId?: string;
      readonly range?: { readonly offsetBytes: number; readonly lengthBytes: number };
    },
  ): Promise<ObjectContents | undefined>;

  /**
   * Reads what the cloud tells of an object.
   *
   * AWS: HeadObject. GCP: objects.get. Azure: Get Blob Properties. Kubernetes: none.
   *
   * @returns undefined when there is none
   */
  statObject(input: OperationInput & { readonly address: ObjectAddress }): Promise<StoredObject | undefined>;

  /**
   * Lists the present version of objects, page by page, ordered by key.
   *
   * AWS: ListObjectsV2. GCP: objects.list. Azure: List Blobs. Kubernetes: none.
   *
   * @param input.prefix - only keys that begin with it. @default all
   */
  listObjects(input: PageInput & { readonly bucketRef: string; readonly prefix?: string }): Promise<Page<StoredObject>>;

  /**
   * Deletes an object; in a bucket with versions the old ones stay unless `versionId` names one. May be repeated: deleting the absent succeeds.
   *
   * AWS: DeleteObject. GCP: objects.delete. Azure: Delete Blob. Kubernetes: none.
   */
  deleteObject(input: WriteInput & { readonly address: ObjectAddress; readonly versionId?: string }): Promise<Removal>;

  /**
   * Makes an address with which anyone may read or write one object, for a while.
   *
   * AWS: none; signed by ourselves. GCP: IAM Credentials signBlob, or none with a key. Azure: Get User Delegation Key. Kubernetes: none.
   *
   * @param input.lifetimeMs - 1,000 to 604,800,000; the credentials' own end may come first, and then `expiresAtMs` says so
   */
  signUrl(
    input: OperationInput & { readonly address: ObjectAddress; readonly method: 'GET' | 'PUT'; readonly lifetimeMs: number },
  ): Promise<SignedUrl>;

  /**
   * Says how a pod mounts the bucket as a folder.
   *
   * AWS: none. GCP: none. Azure: none. Kubernetes: none; it only describes a volume.
   *
   * @param input.userId - owner of the files in the pod
   */
  mountSpec(
    input: OperationInput & {
      readonly bucketRef: string;
      readonly readOnly: boolean;
      readonly userId: number;
      readonly groupId: number;
    },
  ): Promise<MountSpec>;
}
