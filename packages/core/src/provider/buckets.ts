import type { Tag } from '../domain/tag.js';
import type { Resource } from './resource.js';

/** What a bucket is doing, in our words. `unknown` means the cloud's word is not in the plugin's table. */
export type BucketState = 'creating' | 'ready' | 'deleting' | 'deleted' | 'failed' | 'unknown';

/** When objects are deleted by the cloud itself. Every given field is a limit of its own. */
export interface BucketLifecycle {
  /** Objects older than this. */
  readonly expireAfterDays?: number;
  /** Replaced versions older than this. */
  readonly expireReplacedAfterDays?: number;
  /** Replaced versions beyond this many newer ones. */
  readonly keepReplacedVersions?: number;
}

/** Which web pages may read or write objects with a browser. */
export interface BucketCorsRule {
  /** For example `https://console.example.com`. */
  readonly origins: readonly string[];
  readonly methods: readonly ('GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE')[];
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeSeconds: number;
}

/** How a bucket is set up, every part of it. */
export interface BucketConfiguration {
  readonly versioning: boolean;
  readonly lifecycle: BucketLifecycle;
  readonly cors: readonly BucketCorsRule[];
  readonly tags: readonly Tag[];
}

/** Where objects are kept. `name` is what addresses it, unique in all the cloud. */
export interface Bucket extends Resource<BucketState> {
  readonly region: string;
  /** The cloud's own name of the default class: `STANDARD`, `NEARLINE`, `Hot`. */
  readonly storageClass: string;
  readonly configuration: BucketConfiguration;
  /** What it holds, by the cloud's own count, which may lag by a day; undefined when the cloud does not count. */
  readonly usage: BucketUsage | undefined;
}

/** How much a bucket holds. */
export interface BucketUsage {
  readonly objects: number;
  readonly bytes: number;
  /** When the cloud counted, in milliseconds since 1970. */
  readonly countedAtMs: number;
}
