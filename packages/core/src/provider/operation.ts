import type { IntentHeader } from '../domain/intent.js';
import type { Status } from '../domain/status.js';
import type { AttemptId } from './context.js';

/** Every operation of every interface takes these. */
export interface OperationInput {
  /** Already aborted: nothing is sent; later: the waiting ends, what was sent may still take effect. */
  readonly signal: AbortSignal;
}

/** Every operation that changes a cloud takes these. */
export interface WriteInput extends OperationInput {
  /** Who the created object belongs to; goes into its tags. */
  readonly header: IntentHeader;
  /** Idempotency token: `[a-z0-9-]{1,63}`, the same for every try of the same intent. */
  readonly token: string;
  /** Pass on to `context.call`. */
  readonly attempt: AttemptId;
}

declare const operationBrand: unique symbol;

/** Names a long-running cloud operation, so that any process can go on asking for it. */
export type OperationRef = string & { readonly [operationBrand]: true };

/** What a create or change answers: at once, with a reference to poll when the cloud is not done yet. */
export interface Accepted<State extends string> {
  /** The cloud's id of the object, final from the start. */
  readonly ref: string;
  readonly state: Status<State>;
  readonly operationRef?: OperationRef;
}

/** What a delete, detach or revoke answers. Removing what is not there succeeds: `absent`. */
export interface Removal {
  /** `accepted`: the cloud is still at it. */
  readonly outcome: 'accepted' | 'removed' | 'absent';
  readonly operationRef?: OperationRef;
}

/** Where a long-running operation stands. `failed` is final and carries a message for people. */
export type OperationState =
  | { readonly status: 'running'; readonly progressPercent: number | undefined }
  | { readonly status: 'done' }
  | { readonly status: 'failed'; readonly message: string; readonly code: string | undefined };

/** Polls what a create, change or delete left running. */
export interface Pollable {
  /**
   * Asks once how a long-running operation stands. May be repeated, also by another process.
   *
   * AWS: the describe call of the kind. GCP: ZoneOperations.get, RegionOperations.get or GlobalOperations.get.
   * Azure: GET on the Azure-AsyncOperation address. Kubernetes: get of the object.
   *
   * @throws {ProviderError} `NotFound` when the cloud no longer knows the operation
   */
  poll(input: OperationInput & { readonly operationRef: OperationRef }): Promise<OperationState>;
}

/** One page of a listing. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Pass as `cursor` to get the next page; undefined after the last. */
  readonly nextCursor: string | undefined;
}

/** Asks for one page of a listing. */
export interface PageInput extends OperationInput {
  /** From the page before; undefined for the first. */
  readonly cursor?: string;
  /** Most items wanted, 1 to 1,000. @default what the cloud gives */
  readonly limit?: number;
}
