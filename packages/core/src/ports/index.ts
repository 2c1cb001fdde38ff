export { canonicalJson } from '../domain/options-hash.js';
export { systemClock, type Clock } from './clock.js';
export { newId, systemRandom, type Random } from './random.js';
export { silentLogger, type Logger, type LogFields } from './logger.js';
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
} from './store.js';
export type { Breaker, Bucket, ConnectionState, Deployment, EndedLife, HaltReason, SweepSummary } from '../domain/connection.js';
export type { DomainEvent, DomainEventType, RecordedEvent } from '../domain/events.js';
export type {
  Attempt,
  Intent,
  IntentHeader,
  IntentOperation,
  IntentState,
  LaunchDocument,
  MissingReason,
  Settlement,
} from '../domain/intent.js';
export type { Group, Machine, Reclaim, SurplusReason } from '../domain/machine.js';
export type {
  AcquireRequest,
  Request,
  RequestOutcome,
  RequestState,
  ReturnRequest,
  ReturnTarget,
  ReturnTargetState,
} from '../domain/request.js';
export type { Template, TemplateAttribute } from '../domain/template.js';
export type { Offer, Market } from '../domain/offer.js';
export type { MachineShape } from '../domain/shape.js';
export type { MachineState, Status } from '../domain/status.js';
export type { Tag } from '../domain/tag.js';
