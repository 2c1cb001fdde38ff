import type { MissingReason } from './intent.js';
import type { Offer } from './offer.js';
import type { Tag } from './tag.js';
import type { Template } from './template.js';

/** `cancelling`: cancelled, but something may still be launched; `ended`: terminal, its answer never changes. */
export type RequestState = 'open' | 'cancelling' | 'ended';

/** How a request ended. `rejected`: refused durably at intake, nothing was ever launched. */
export type RequestOutcome = 'fulfilled' | 'partial' | 'failed' | 'cancelled' | 'rejected';

interface RequestCommon {
  readonly requestId: string;
  /** Minted by the caller before its first try; a second request with the same id is the same request. */
  readonly callId: string;
  readonly state: RequestState;
  readonly outcome: RequestOutcome | undefined;
  /** Why the outcome is not `fulfilled`, each missing unit once. */
  readonly reasons: readonly MissingReason[];
  readonly createdAtMs: number;
  readonly endedAtMs: number | undefined;
  /** When somebody last asked for its status. */
  readonly polledAtMs: number | undefined;
  /** Counted up by each change; changes compare it first. */
  readonly version: number;
}

/** Wants machines of one template. */
export interface AcquireRequest extends RequestCommon {
  readonly kind: 'acquire';
  readonly connection: string;
  /** Resolved and frozen when the request was accepted. */
  readonly template: Template;
  /** Tags of this request alone, for example `RC_ACCOUNT`. */
  readonly tags: readonly Tag[];
  /** Units asked for. */
  readonly wantedUnits: number;
  /** Units that the template's maximum left room for. */
  readonly grantedUnits: number;
  /** Units the engine works towards: `grantedUnits`, or 0 after a cancellation. */
  readonly desiredUnits: number;
  /** Frozen at the first launch; undefined before. */
  readonly offers: readonly Offer[] | undefined;
  /** Offers that were tried and did not give all; index into `offers`. */
  readonly nextOffer: number;
  /** No new generation after this time. */
  readonly deadlineAtMs: number;
  /** Cancelled when nobody asked for its status within this time; undefined for requests that nobody must poll. */
  readonly pollWithinMs: number | undefined;
}

/** What becomes of one entry of a return request. */
export type ReturnTargetState = 'pending' | 'done' | 'failed';

/** One machine of a return request. */
export interface ReturnTarget {
  /** Position in the caller's list, from 0. */
  readonly position: number;
  /** Undefined when only a name was given and no machine is known by it. */
  readonly machineId: string | undefined;
  /** As given by the caller, else as known here; may be empty. */
  readonly name: string;
  /** Undefined while it is not known where the machine is. */
  readonly connection: string | undefined;
  /** Connections that were asked for it and do not have it. */
  readonly absentFrom: readonly string[];
  readonly state: ReturnTargetState;
  /** Why it failed, or how it ended. */
  readonly message: string;
}

/** Wants machines to end. */
export interface ReturnRequest extends RequestCommon {
  readonly kind: 'return';
  readonly targets: readonly ReturnTarget[];
}

/** What was asked of us. */
export type Request = AcquireRequest | ReturnRequest;
