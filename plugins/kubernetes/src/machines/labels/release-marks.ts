/**
 * Carried by every pod of a Deployment of ours, and taken off those that are to go. A ReplicaSet counts the pods that carry all labels of its
 * template: by that count it tells whom it has seen marked.
 */
export const KEEP_LABEL = 'hostwright-keep';
export const KEEP_VALUE = 'yes';

/** Source: https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#pod-deletion-cost */
const COST_ANNOTATION = 'controller.kubernetes.io/pod-deletion-cost';

/** The change of a pod's metadata that makes it the first to go. */
export const RELEASE = { labels: { [KEEP_LABEL]: null }, annotations: { [COST_ANNOTATION]: '-2147483648' } } as const;
