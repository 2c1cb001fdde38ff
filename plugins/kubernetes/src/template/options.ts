import type { Handler } from './handlers.js';
import type { JsonObject } from './json.js';

/** A template's provider options after validation. Parts in Kubernetes' own words are kept as they were written. */
export interface KubernetesOptions {
  /** Undefined: what a native file is, else the settings' `handler`. */
  readonly handler: Handler | undefined;
  /** Undefined: what the base names, else the connection's own. */
  readonly namespace: string | undefined;
  /** Which container the container's keys are about; undefined: the base's first, or a new one called `machine`. */
  readonly containerName: string | undefined;
  /** Where the pod starts from; undefined: from nothing. */
  readonly base: PodBase | undefined;
  /** What the template's own keys come to, in Kubernetes' words: merged over the base. */
  readonly pod: PodKeys;
  /** Merged last, over everything that stands in the pod. */
  readonly podOverride: JsonObject | undefined;
}

/** A file of the user's, or an object in the template. */
export type PodBase =
  /** A pod: `metadata` and `spec`, or a spec alone. */
  | { readonly by: 'pod-file'; readonly path: string }
  | { readonly by: 'inline'; readonly pod: JsonObject }
  /** The whole object: a Pod, Job, Deployment or StatefulSet. */
  | { readonly by: 'native-file'; readonly path: string };

/** What the template's own keys come to. */
interface PodKeys {
  readonly metadata: JsonObject;
  /** Members of the pod's spec, without containers. */
  readonly spec: JsonObject;
  /** Members of the one container. */
  readonly container: JsonObject;
}
