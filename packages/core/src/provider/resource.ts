import type { IntentHeader } from '../domain/intent.js';
import type { Status } from '../domain/status.js';
import type { Tag } from '../domain/tag.js';

/**
 * What everything that a cloud stores or bills has in common, so that audit, cost, quota, the search for orphans and clean-up are
 * written once for all kinds.
 */
export interface Resource<State extends string> {
  /** The cloud's id, unique within the connection and the kind. */
  readonly ref: string;
  /** Whom its tags name; undefined when they are missing or malformed: it is not ours to touch. */
  readonly header: IntentHeader | undefined;
  /** For people; not unique. Undefined when it has none. */
  readonly name: string | undefined;
  readonly state: Status<State>;
  /** By the cloud's clock, in milliseconds since 1970; undefined when the cloud does not say. */
  readonly createdAtMs: number | undefined;
  readonly tags: readonly Tag[];
}

/** Which objects a listing shows; every given field narrows. */
export interface ResourceFilter {
  /** Only objects whose tags name this deployment. */
  readonly deploymentId?: string;
  readonly name?: string;
  /** Only objects that carry all of these. */
  readonly tags?: readonly Tag[];
}

/** What is put on every created object beside the tags of the header. */
export interface ResourceLabels {
  /** For people. @default none, or one made from the token where the cloud insists on a name */
  readonly name?: string;
  readonly tags: readonly Tag[];
}

/** Labels with the name by which an `ensure` finds the object again. */
export interface NamedLabels extends ResourceLabels {
  readonly name: string;
}
