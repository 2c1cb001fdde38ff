import type { Bucket, ConnectionState, Deployment } from '../domain/connection.js';
import type { DomainEvent, RecordedEvent } from '../domain/events.js';
import type { Attempt, Intent, IntentOperation } from '../domain/intent.js';
import type { Group, Machine } from '../domain/machine.js';
import type { AcquireRequest, Request, RequestState, ReturnRequest } from '../domain/request.js';
import type { MachineShape } from '../domain/shape.js';

/**
 * The durable memory of a deployment. All state of the engine is here; processes share nothing else.
 *
 * Transactions are serializable. A body awaits nothing but the transaction's own methods, so that a store may run it under one lock,
 * and may be run again from its start when the store lost a race.
 */
export interface Store {
  /** Reads from one consistent state. */
  read<Result>(body: (tx: ReadTransaction) => Promise<Result>): Promise<Result>;

  /**
   * Changes state, all or nothing.
   *
   * @param options.durable - `true` (default): survives power loss once it returns. `false`: survives a killed process, and may be
   *   lost, in order, by a power cut: for what a sweep would find again
   * @throws {StoreError} nothing was changed; `busy` may be tried again
   */
  write<Result>(body: (tx: WriteTransaction) => Promise<Result>, options?: { readonly durable?: boolean }): Promise<Result>;

  /** The store's own clock, in milliseconds since 1970: what leases are measured by. */
  now(): Promise<number>;

  /** Frees the store. May be repeated. */
  close(): Promise<void>;
}

/** Which requests are wanted; every given field narrows. Newest first. */
export interface RequestQuery {
  readonly kind?: Request['kind'];
  readonly states?: readonly RequestState[];
  readonly connection?: string;
  readonly limit?: number;
  /** Only requests created before this one, for paging. */
  readonly before?: { readonly createdAtMs: number; readonly requestId: string };
}

/** Which machines are wanted; every given field narrows. Ordered by machine id, then connection. */
export interface MachineQuery {
  readonly connection?: string;
  readonly requestId?: string;
  readonly templateId?: string;
  readonly intentId?: string;
  readonly name?: string;
  readonly machineIds?: readonly string[];
  /** `true`: only those not gone; `false`: only those gone. */
  readonly live?: boolean;
  readonly orphan?: boolean;
  /** `true`: only those that are surplus or named by a return request. */
  readonly unwanted?: boolean;
  /** `false`: leaves out what was archived. */
  readonly archived?: false;
  readonly limit?: number;
  readonly after?: { readonly machineId: string; readonly connection: string };
}

/** Which intents are wanted; every given field narrows. Ordered by sequence. */
export interface IntentQuery {
  readonly connection?: string;
  readonly requestId?: string;
  readonly operation?: IntentOperation;
  readonly settled?: boolean;
  readonly limit?: number;
}

/** How many machines of a template exist or may come to exist. */
export interface TemplateUse {
  /** Machines not gone, in units, surplus included. */
  readonly liveUnits: number;
  /** Units that open requests may still launch beyond their live machines. */
  readonly openUnits: number;
}

/** The size of a template's machines as the provider's catalogue states it. */
export interface StoredShape {
  readonly connection: string;
  /** Hash of the template's options. */
  readonly optionsHash: string;
  /** Undefined when the provider refused the template; `message` says why. */
  readonly shape: MachineShape | undefined;
  readonly message: string | undefined;
  readonly learntAtMs: number;
}

/** Reads within one transaction. Absent objects are undefined, never an error. */
export interface ReadTransaction {
  deployment(): Promise<Deployment>;

  connection(connection: string): Promise<ConnectionState | undefined>;
  connections(): Promise<readonly ConnectionState[]>;

  request(requestId: string): Promise<Request | undefined>;
  requestByCallId(callId: string): Promise<Request | undefined>;
  requests(query: RequestQuery): Promise<readonly Request[]>;
  /** Open and cancelling acquire requests of a connection, oldest first. */
  openAcquires(connection: string): Promise<readonly AcquireRequest[]>;
  /** Return requests that have not ended and name a machine in the connection, or one whose connection is not known yet; oldest first. */
  openReturns(connection: string): Promise<readonly ReturnRequest[]>;

  intent(intentId: string): Promise<Intent | undefined>;
  intents(query: IntentQuery): Promise<readonly Intent[]>;
  attempts(intentId: string): Promise<readonly Attempt[]>;

  machine(connection: string, machineId: string): Promise<Machine | undefined>;
  machines(query: MachineQuery): Promise<readonly Machine[]>;
  templateUse(connection: string, templateId: string): Promise<TemplateUse>;

  groups(connection: string): Promise<readonly Group[]>;
  shapes(connection: string): Promise<readonly StoredShape[]>;
  bucket(bucket: string): Promise<Bucket | undefined>;

  /** Events in order, after `afterPosition` (0 for all), at most `limit`. */
  events(afterPosition: number, limit: number): Promise<readonly RecordedEvent[]>;

  /** Small notes that processes leave for each other, for example an agent's starts. */
  note(key: string): Promise<string | undefined>;
}

/** Changes within one transaction. Each `save` replaces the whole record. */
export interface WriteTransaction extends ReadTransaction {
  /** Takes the next intent sequence number. */
  nextSequence(): Promise<number>;

  /**
   * Begins a new life of the store, which knows all of the earlier ones: sets which one it is, which ones it remembers, and from where
   * intents are counted on.
   */
  beginIncarnation(life: Pick<Deployment, 'incarnation' | 'knownIncarnations' | 'lastSequence'>): Promise<void>;

  saveConnection(state: ConnectionState): Promise<void>;

  /**
   * Inserts (version 1) or replaces a request; the stored version must be one less.
   * @throws {StoreError} `conflict` when it is not, or when another request has the same call id
   */
  saveRequest(request: Request): Promise<void>;

  saveIntent(intent: Intent): Promise<void>;
  /** Inserts attempts, or marks them answered. */
  saveAttempts(attempts: readonly Attempt[]): Promise<void>;

  /** Inserts or replaces machines. */
  saveMachines(machines: readonly Machine[]): Promise<void>;
  saveGroups(groups: readonly Group[]): Promise<void>;
  saveShape(shape: StoredShape): Promise<void>;
  saveBucket(bucket: Bucket): Promise<void>;

  /** Takes the lock of a template's maximum until the transaction ends, so that concurrent requests are counted one after the other. */
  lockTemplate(connection: string, templateId: string): Promise<void>;

  appendEvents(atMs: number, events: readonly DomainEvent[]): Promise<void>;
  /** Links events that are not linked yet by hash, in order; at most `limit`. Answers how many. */
  sealEvents(limit: number): Promise<number>;

  /** Moves settled intents whose machines all ended before `beforeMs`, with attempts and machines, to the archive. Answers how many. */
  archive(beforeMs: number, limit: number): Promise<number>;

  saveNote(key: string, value: string | undefined): Promise<void>;
}

/** Why a store refused. */
export type StoreErrorKind =
  /** Another process held the lock too long; try again. */
  | 'busy'
  /** A version did not match, or a unique key exists. */
  | 'conflict'
  /** No space left, quota, or the disk failed to sync. */
  | 'full'
  /** The folder or file may not be written. */
  | 'read-only'
  /** The file is not a readable store. */
  | 'corrupt'
  /** Written by a newer version of the product. */
  | 'newer-schema'
  /** The file system cannot keep the store's promises. */
  | 'unsupported-file-system'
  /** Another host holds the claim on a shared work directory: it alone may write. */
  | 'claimed'
  /** Cannot be opened at all. */
  | 'unavailable';

const BRAND: unique symbol = Symbol.for('hostwright.StoreError');

/** The store refused; nothing was changed. The message names file and reason. */
export class StoreError extends Error {
  readonly [BRAND] = true;

  constructor(
    readonly kind: StoreErrorKind,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
    this.name = 'StoreError';
  }
}

/** Whether `error` is a {@link StoreError}, made by this or another copy of core. */
export function isStoreError(error: unknown): error is StoreError {
  return typeof error === 'object' && error !== null && BRAND in error;
}
