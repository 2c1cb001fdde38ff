import type { AdoptionRefusal } from '../../domain/intent.js';
import type { Tag } from '../../domain/tag.js';

/** A request of another host factory for machines, as its own records have it. */
export interface ForeignRequest {
  /** As Host Factory knows it: it stays answerable under this id. 1 to 128 characters. */
  readonly requestId: string;
  readonly templateId: string;
  readonly createdAtMs: number;
  /** Tags of the request alone, for example the account that LSF wants to hear again. */
  readonly tags: readonly Tag[];
  readonly machineIds: readonly string[];
  /** The cloud's id of what launches, or launched, its machines, where more than the named ones may come; undefined where all are named. */
  readonly groupRef: string | undefined;
}

/** A request of another host factory that gives machines back, and has not ended. */
export interface ForeignReturn {
  readonly requestId: string;
  readonly machineIds: readonly string[];
}

/** What is taken over from another host factory. */
export interface AdoptMachines {
  /** Where its machines are. */
  readonly connection: string;
  readonly requests: readonly ForeignRequest[];
  readonly returns: readonly ForeignReturn[];
}

/**
 * What became of one request. `accepted`: its machines are being taken over. `repeated`: nothing of it is new. `closed`: it has no machine
 * left and none can come, so that nothing was written down.
 */
export interface AdoptionReceipt {
  /** As in {@link ForeignRequest.requestId} or {@link ForeignReturn.requestId}. */
  readonly foreignId: string;
  readonly kind: 'acquire' | 'return';
  readonly outcome: 'accepted' | 'repeated' | 'closed';
  /** Under which id it is answered: another one where its own is taken, or holds what no cloud takes in a tag. */
  readonly requestId: string;
}

/** How far the taking over of one request's machines is. */
export interface AdoptionView {
  readonly requestId: string;
  /** Something is still to be asked, tagged or waited for. */
  readonly pending: boolean;
  readonly adopted: readonly string[];
  readonly refused: readonly { readonly machineId: string; readonly refusal: AdoptionRefusal; readonly message: string }[];
}
