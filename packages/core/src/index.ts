export { createEngine } from './create-engine.js';
export { createHostFactory } from './create-host-factory.js';
export type { Breaker, Bucket, ConnectionState, Deployment, EndedLife, HaltReason, SweepSummary } from './domain/connection.js';
export type { DomainEvent, DomainEventType, RecordedEvent } from './domain/events.js';
export type {
  Attempt,
  Intent,
  IntentHeader,
  IntentOperation,
  IntentState,
  LaunchDocument,
  MissingReason,
  Settlement,
} from './domain/intent.js';
export type { Group, Machine, Reclaim, SurplusReason } from './domain/machine.js';
export type { Market, Offer } from './domain/offer.js';
export { fastHash } from './domain/fast-hash.js';
export { hashOptions } from './domain/options-hash.js';
export type {
  AcquireRequest,
  Request,
  RequestOutcome,
  RequestState,
  ReturnRequest,
  ReturnTarget,
  ReturnTargetState,
} from './domain/request.js';
export type { MachineShape } from './domain/shape.js';
export type { MachineState, Status } from './domain/status.js';
export type { Tag } from './domain/tag.js';
export { statesShape, UNLIMITED, type ShapedTemplate, type Template, type TemplateAttribute } from './domain/template.js';
export type { Commands, MachineName, RejectionReason, RequestMachines, RequestReceipt, ReturnMachines } from './engine/commands-api.js';
export type { AdoptionReceipt, AdoptionView, AdoptMachines, ForeignRequest, ForeignReturn } from './engine/adopt/adopt-api.js';
export { createCommands } from './engine/commands.js';
export type { ConnectionSetup, DriveEnd, Engine, EngineOptions } from './engine/engine-api.js';
export type { FrontOptions, HostFactory, HostFactoryOptions, TemplateInput } from './engine/host-factory-api.js';
export { createQueries } from './engine/queries.js';
export type { OrphanOutcome, OrphanSelection, OrphanVerdict } from './engine/orphans/orphans-api.js';
export type { ConnectionView, DeploymentView, Queries, Reclaimable, ReclaimView, RequestView } from './engine/queries-api.js';
export type { OtherDeployment, RebuildInput, RebuildReport, RebuiltConnection } from './engine/rebuild/rebuild-api.js';
export { DEFAULT_TIMING, type EngineTiming } from './engine/timing.js';
export { discoverProviders, type DiscoverOptions } from './plugins/discover-providers.js';
export type { AllowedPackage, Discovery, DiscoveryProblem, FoundProvider } from './plugins/discovery.js';
export { findProvider } from './plugins/find-provider.js';
export { loadProvider } from './plugins/load-provider.js';
export type { CallRecord } from './ports/call-record.js';
export { systemClock, type Clock } from './ports/clock.js';
export { HostFactoryError, isHostFactoryError, type HostFactoryErrorCode } from './ports/errors.js';
export { silentLogger, type LogFields, type Logger } from './ports/logger.js';
export { newId, systemRandom, type Random } from './ports/random.js';
export {
  isStoreError,
  StoreError,
  type IntentQuery,
  type MachineQuery,
  type ReadTransaction,
  type RequestQuery,
  type Store,
  type StoredShape,
  type StoreErrorKind,
  type TemplateUse,
  type WriteTransaction,
} from './ports/store.js';
export type { AnyProviderDefinition } from './provider/definition.js';
export { isProviderError, ProviderError, type ProviderErrorClass, type Remedy } from './provider/errors.js';
export type { Health, ProviderIdentity, ServiceHealth } from './provider/identity.js';
export { validateWith, type Validation, type ValidationIssue } from './provider/validate.js';
