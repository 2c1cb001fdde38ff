import type { ConnectionState, Deployment, HaltReason } from '../domain/connection.js';
import type { RecordedEvent } from '../domain/events.js';
import type { Machine } from '../domain/machine.js';
import type { Request } from '../domain/request.js';
import type { ShapedTemplate } from '../domain/template.js';
import type { MachineQuery, RequestQuery } from '../ports/store.js';
import type { AdoptionView } from './adopt/adopt-api.js';

/** A request with the machines it got or gives back. */
export interface RequestView {
  readonly request: Request;
  /** Acquire: every machine launched for it, surplus ones included. Return: those of its targets that are known. */
  readonly machines: readonly Machine[];
  /** No more attempts, sweeps or verdicts are owed: the request is terminal, or nothing of it is unsettled. */
  readonly unsettledIntents: number;
}

/** A machine that its holder should give back, or that is gone. */
export interface Reclaimable {
  readonly machineId: string;
  readonly connection: string;
  readonly name: string;
  /** When the cloud takes it away (our clock); in the past or now for a machine that is gone. */
  readonly deadlineAtMs: number;
  readonly reason: string;
}

/** What is known of vanished and reclaimed machines. */
export interface ReclaimView {
  /** Connections whose snapshot is too old, partial, failed, halted or held: nothing of theirs is in `machines`. */
  readonly unknownConnections: readonly string[];
  readonly machines: readonly Reclaimable[];
}

/** How one connection stands. */
export interface ConnectionView {
  readonly state: ConnectionState;
  /** Age of the last complete sweep; undefined before the first. */
  readonly snapshotAgeMs: number | undefined;
}

/** The store as one life of a deployment. */
export interface DeploymentView {
  readonly deployment: Deployment;
  /** Connections on which nothing is launched, ended or given up until somebody acts. */
  readonly halted: readonly { readonly connection: string; readonly reason: HaltReason['kind']; readonly message: string }[];
}

/** Reads. None of them calls a cloud or changes anything. */
export interface Queries {
  /** Configured templates, with their shape where it is stated or known. */
  templates(): Promise<readonly ShapedTemplate[]>;
  /** One request with its machines; undefined when there is none. */
  request(requestId: string): Promise<RequestView | undefined>;
  /** Requests, newest first. */
  requests(query: RequestQuery): Promise<readonly Request[]>;
  machines(query: MachineQuery): Promise<readonly Machine[]>;
  /**
   * Whether something is left to do for which neither an open request nor a living machine stands: a call whose outcome is not known
   * although its request has ended, or a group whose machines are all gone.
   */
  isWorkLeft(): Promise<boolean>;
  connections(): Promise<readonly ConnectionView[]>;
  /** Which life of the store this is, and what it must not touch. */
  deployment(): Promise<DeploymentView>;
  /**
   * Which of the given machines should be given back or are gone. Reports only machines that this store saw alive and whose
   * connection has a complete snapshot of less than `snapshotMaxAgeMs`.
   * @param input.machines - whom to report on; undefined for all
   */
  reclaimable(input: {
    readonly machines?: readonly { readonly machineId?: string | undefined; readonly name?: string | undefined }[];
  }): Promise<ReclaimView>;
  /** How far the taking over of another host factory's machines is, for each of these requests. */
  adoptions(input: { readonly requestIds: readonly string[] }): Promise<readonly AdoptionView[]>;
  /** Events after a position, oldest first. */
  events(input: { readonly after: number; readonly limit: number }): Promise<readonly RecordedEvent[]>;
}
