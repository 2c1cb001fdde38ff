/** What an intent asks a cloud to do. */
export type IntentOperation = 'launch' | 'terminate' | 'clean-up' | 'adopt';

/**
 * Who a cloud object belongs to; put into the tags (or labels) of everything that we create, in the creating call itself.
 * All values match `[a-z0-9-]{1,63}`, so that every cloud accepts them as tag or label values.
 */
export interface IntentHeader {
  /** 128 random bits in hexadecimal: one store together with one provider instance. */
  readonly deploymentId: string;
  /** One life of the deployment's store, 64 random bits in hexadecimal; a rebuilt store has a new one. */
  readonly incarnation: string;
  readonly requestId: string;
  readonly intentId: string;
  /** Position of the intent in the deployment's history, counted up from 1. */
  readonly sequence: number;
  /** Which try of the request this is, counted up from 1. */
  readonly generation: number;
}

/**
 * Where an intent stands. `preparing`: committed, nothing sent, its document not yet known. `prepared`: the document is frozen.
 * `sent`: at least one attempt is recorded. `settled`: what the cloud did is known for good.
 */
export type IntentState = 'preparing' | 'prepared' | 'sent' | 'settled';

/**
 * How an intent settled. `answered`: result recorded and every attempt answered. `refused`: definitive refusal, every earlier attempt
 * answered. `observed`: attempts stay unanswered, but two complete sweeps after the last possible effect agree on what there is.
 * `withdrawn`: nothing was ever sent. `adopted`: launched by a life of the store that is lost, and taken over with the machines that were
 * found: what appears of it later is nobody's until an operator says so.
 */
export type Settlement = 'answered' | 'refused' | 'observed' | 'withdrawn' | 'adopted';

/** Why something that was asked for is missing; shown to people and to Host Factory. */
export interface MissingReason {
  /** Capacity units (machines, where each weighs 1). */
  readonly units: number;
  /** A provider error class, or one of our own reasons. */
  readonly reason: string;
  /** The cloud's own code, for example `InsufficientInstanceCapacity`. */
  readonly code: string | undefined;
  readonly message: string;
}

/**
 * Why a machine of somebody else's was not taken over. `not-found`: the cloud does not know it; `ended`: it ended already, or is about to;
 * `foreign`: another deployment of ours has it; `known`: this deployment has it already; `failed`: the cloud refused.
 */
export type AdoptionRefusal = 'not-found' | 'ended' | 'foreign' | 'known' | 'failed';

/** What is being taken over beside the intent's machines, and what could not be. */
export interface AdoptionRecord {
  /** A group of somebody else's from which more machines may come; undefined for none. */
  readonly groupRef: string | undefined;
  /** Nothing more is waited for after this time (our clock). */
  readonly untilMs: number;
  readonly refused: readonly { readonly machineId: string; readonly refusal: AdoptionRefusal; readonly message: string }[];
}

/** A frozen launch document as stored. */
export interface LaunchDocument {
  readonly version: number;
  readonly document: string;
  readonly parts: number;
}

/** A durable decision to call a cloud. */
export interface Intent {
  readonly intentId: string;
  readonly sequence: number;
  readonly connection: string;
  readonly requestId: string;
  readonly operation: IntentOperation;
  readonly generation: number;
  /** Idempotency token, the same for every attempt. */
  readonly token: string;
  readonly state: IntentState;
  /** Launch: units asked. Otherwise 0. */
  readonly units: number;
  /** Launch: index of the offer in the request's list. Otherwise undefined. */
  readonly offerIndex: number | undefined;
  readonly document: LaunchDocument | undefined;
  /** Terminate: the machines ordered to end. Adopt: those to be taken over. Otherwise empty. */
  readonly machineIds: readonly string[];
  /** Clean-up: the group or companion to delete. Otherwise undefined. */
  readonly target: { readonly ref: string; readonly kind: string } | undefined;
  /** Launch: parts that have a final answer, given or refused. */
  readonly answeredParts: readonly number[];
  /** Launch: units the answers promised without naming machines; a sweep will show them. */
  readonly pendingUnits: number;
  /** Units that the cloud says it gave or will give, over all answered parts. */
  readonly acceptedUnits: number;
  readonly shortfall: readonly MissingReason[];
  /** Provider time of the first attempt, at the earliest; start of the replay horizon. */
  readonly firstSentAtMs: number | undefined;
  /** Provider time after which no attempt so far may still be sent. */
  readonly lastNotAfterMs: number | undefined;
  /** Complete sweeps that began after the last possible effect. */
  readonly quietSweeps: number;
  /** Not to be sent again before this time (our clock). */
  readonly retryAtMs: number | undefined;
  /** Tries so far, for back-off. */
  readonly tries: number;
  readonly settlement: Settlement | undefined;
  /** Adopt alone. */
  readonly adoption?: AdoptionRecord;
  readonly createdAtMs: number;
  readonly settledAtMs: number | undefined;
}

/** One durable try of one creating or deleting call. */
export interface Attempt {
  readonly attemptId: string;
  readonly intentId: string;
  /** Which of the launch's calls, counted from 0; 0 for other operations. */
  readonly part: number;
  /** Epoch of the connection under which it was recorded. */
  readonly epoch: number;
  /** Provider time when it was recorded, at the latest. */
  readonly sentAtMs: number;
  /** Provider time after which it must not be sent. */
  readonly notAfterMs: number;
  readonly state: 'sending' | 'answered';
  readonly errorClass: string | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
}
