export type { IntentHeader } from '../domain/intent.js';
export type { Market, Offer } from '../domain/offer.js';
export type { MachineShape } from '../domain/shape.js';
export type { MachineState, Status } from '../domain/status.js';
export type { Tag } from '../domain/tag.js';
export type { Bucket, BucketConfiguration, BucketCorsRule, BucketLifecycle, BucketState, BucketUsage } from './buckets.js';
export type { Capabilities, KindFacts, MachineCapabilities, OptionalInterface, RateLimit } from './capabilities.js';
export type { Catalog, CatalogOffer, CostEstimate, MachineType, OfferFilter, Quota } from './catalog.js';
export type {
  AddOn,
  Cluster,
  ClusterSpec,
  ClusterState,
  Clusters,
  InstalledAddOn,
  Kubeconfig,
  NodeGroup,
  NodeGroupSpec,
  RenderedCluster,
  Taint,
} from './clusters.js';
export type { Allowance, AttemptId, CallOptions, LogField, ProviderContext, ReadCall, WriteCall } from './context.js';
export {
  defineProvider,
  SPECIFICATION_VERSION,
  type AnyProviderDefinition,
  type Provider,
  type ProviderDefinition,
  type ProviderParts,
} from './definition.js';
export {
  ERROR_CLASSES,
  isProviderError,
  ProviderError,
  type ProvenEffect,
  type ProviderErrorClass,
  type ProviderErrorOptions,
  type Remedy,
} from './errors.js';
export { HEADER_KEYS, headerOfTags, RESERVED_TAG_KEYS, tagsOfHeader } from './header.js';
export type {
  AccessLevel,
  Grant,
  GrantTarget,
  Identities,
  IdentityState,
  ServiceIdentity,
  ShortLivedCredentials,
  Workload,
  WorkloadBinding,
} from './identities.js';
export { sameIdentity, type Health, type ProviderIdentity, type ServiceHealth } from './identity.js';
export type { BucketFile, DiskFormat, Image, ImageFilter, ImageSource, ImageState, Images } from './images.js';
export { lazyProvider, type LoadedProvider } from './lazy-provider.js';
export type {
  Adoption,
  GroupMembers,
  Inspection,
  LaunchResult,
  LaunchSpec,
  MachineHint,
  Machines,
  ObservedCompanion,
  ObservedGroup,
  ObservedMachine,
  PreparedLaunch,
  ReclaimNotice,
  Shortfall,
  SweepEvent,
  SweepScope,
  TemplateProblem,
  Termination,
} from './machines.js';
export type { Firewall, FirewallPeer, FirewallRule, Network, NetworkState, Networks, Subnet } from './networks.js';
export type { MountSpec, ObjectAddress, ObjectContents, Objects, SignedUrl, StoredObject } from './objects.js';
export type {
  Accepted,
  OperationInput,
  OperationRef,
  OperationState,
  Page,
  PageInput,
  Pollable,
  Removal,
  WriteInput,
} from './operation.js';
export type { CopyProgress, ImageOrigin, Registries, RegistryLogin, Repository, RepositoryImage, RepositoryState } from './registries.js';
export type { NamedLabels, Resource, ResourceFilter, ResourceLabels } from './resource.js';
export type { Schema, SchemaIssue, SchemaResult } from './schema.js';
export type { SiteEntry, SiteFiles, Starter, StarterTemplate, Suggestions, Translation } from './site-files.js';
export type { Snapshot, SnapshotFilter, SnapshotState, Snapshots } from './snapshots.js';
export type { CostForecast, CostItem, MachineEvent, MetricName, MetricPoint, MetricSeries, Telemetry, TimeRange } from './telemetry.js';
export type { Volume, VolumeAttachment, VolumeFilter, VolumeSource, VolumeSpec, VolumeState, Volumes } from './volumes.js';
