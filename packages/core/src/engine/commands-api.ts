import type { Tag } from '../domain/tag.js';
import type { AdoptionReceipt, AdoptMachines } from './adopt/adopt-api.js';
import type { OrphanSelection, OrphanVerdict } from './orphans/orphans-api.js';

/** Asks for machines of one template. */
export interface RequestMachines {
  /** Minted by the caller before its first try, 1 to 100 characters; asked twice with the same id, the first answer stands. */
  readonly callId: string;
  readonly templateId: string;
  /** Capacity units (machines, where each weighs 1): an integer of at least 1. */
  readonly units: number;
  /** Put on these machines beside the template's tags. @default none */
  readonly tags?: readonly Tag[];
  /** `name=value` pairs for the machines' user data. @default none */
  readonly environment?: readonly Tag[];
  /** Cancel when nobody polls within this time; `undefined`: nobody must. @default undefined */
  readonly pollWithinMs?: number | undefined;
}

/** What became of a command that opens a request. */
export interface RequestReceipt {
  readonly requestId: string;
  /** `rejected`: durably refused, nothing will be launched; `message` and `reason` say why. */
  readonly status: 'accepted' | 'rejected';
  readonly reason: RejectionReason | undefined;
  readonly message: string;
  /** Units accepted; less than asked where the template's maximum leaves no more. */
  readonly grantedUnits: number;
  /** The call id was known: this is the first call's receipt. */
  readonly repeated: boolean;
}

/** Why a request was refused for good. */
export type RejectionReason = 'unknown-template' | 'template-unusable' | 'bad-count' | 'maximum-reached';

/** Names a machine that is given back: by id, by name, or both. */
export interface MachineName {
  readonly machineId?: string | undefined;
  readonly name?: string | undefined;
}

/** Gives machines back. */
export interface ReturnMachines {
  /** As in {@link RequestMachines.callId}. */
  readonly callId: string;
  /** Of any templates, requests and connections; unknown ones are looked for in the cloud and never fail the others. */
  readonly machines: readonly MachineName[];
}

/** Changes. Each is one durable transaction and may be repeated. */
export interface Commands {
  /**
   * Opens a request for machines. It is durable once this answers; launching is the engine's work.
   * @throws {StoreError} nothing was accepted
   */
  requestMachines(input: RequestMachines): Promise<RequestReceipt>;
  /**
   * Opens a request that ends machines.
   * @throws {StoreError} nothing was accepted
   */
  returnMachines(input: ReturnMachines): Promise<RequestReceipt>;
  /**
   * Cancels an acquire request: nothing more is launched, its machines are given back. Cancelling an ended one changes nothing.
   * @throws {HostFactoryError} `RequestNotFound`: no such request; `RequestState`: it is a return request
   */
  cancelRequest(input: { readonly requestId: string }): Promise<void>;
  /** Notes that somebody asked for the status of these requests; unknown ids are passed over. */
  markPolled(input: { readonly requestIds: readonly string[] }): Promise<void>;
  /** Asks the holder of a connection to look at once; all connections when none is given. */
  wake(input: { readonly connection?: string }): Promise<void>;
  /**
   * Tells the engine that the machines whose verdict it holds really are gone (an operator looked).
   * @returns how many verdicts were released
   */
  releaseVanished(input: { readonly connection: string }): Promise<number>;
  /**
   * Takes orphans over: each becomes a live machine of the request that its tags name, or of one of its own where that is answered already.
   * One that is no orphan does not stop the others.
   * @returns one verdict for each machine that was meant
   */
  adoptOrphans(input: OrphanSelection): Promise<readonly OrphanVerdict[]>;
  /**
   * Takes over the machines of another host factory: its requests go on under the ids that Host Factory knows. It is durable once this
   * answers; asking the cloud, tagging, and waiting for machines that are still to come is the engine's work.
   */
  adoptMachines(input: AdoptMachines): Promise<readonly AdoptionReceipt[]>;
  /** Orders the end of orphans through a return request. @returns as {@link Commands.adoptOrphans} */
  terminateOrphans(input: OrphanSelection): Promise<readonly OrphanVerdict[]>;
}
