import type { KindFacts } from '@hostwright/core/provider';

/** Kind of every machine. */
export const MACHINE_KIND = 'pod';

/** Kinds of what stands behind several machines. */
export const GROUP_KINDS = ['job', 'deployment', 'stateful-set'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

/** A pod on its own that came to its end and still stands in the API server, where it holds its name. */
export const ENDED_POD_KIND = 'ended-pod';

/**
 * Names hold for as long as the object stands, and are the same for every try: a year is longer than any request lives.
 * Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
const REPLAY_HORIZON_MS = 365 * 24 * 3_600_000;

/**
 * Lists without a resource version, and reads of one object, are consistent: nothing that was accepted is missing in them.
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list
 */
const VISIBILITY_HORIZON_MS = 0;

/** What Kubernetes promises of each kind of object. */
export const KIND_FACTS: readonly KindFacts[] = [MACHINE_KIND, ...GROUP_KINDS, ENDED_POD_KIND].map((kind) => ({
  kind,
  replayHorizonMs: REPLAY_HORIZON_MS,
  visibilityHorizonMs: VISIBILITY_HORIZON_MS,
}));
