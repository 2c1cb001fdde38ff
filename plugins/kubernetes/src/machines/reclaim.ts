import type { ReclaimNotice } from '@hostwright/core/provider';
import { hasEnded } from './status.js';
import { conditionNamed, type PodFacts } from './wire/pod-facts.js';

/**
 * Who takes a pod away, by the reason of its condition DisruptionTarget; any other is an eviction.
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions
 */
const REASONS: ReadonlyMap<string, ReclaimNotice['reason']> = new Map([['TerminationByKubelet', 'maintenance']]);

/**
 * The announcement that a pod is taken away: its own condition, else what is known of its node. The end of a pod that is being deleted
 * stands in the pod, grace included.
 */
export function reclaimOf(pod: PodFacts, nodeNotices: ReadonlyMap<string, ReclaimNotice>): ReclaimNotice | undefined {
  if (hasEnded(pod)) return undefined;
  const ofNode = pod.nodeName === undefined ? undefined : nodeNotices.get(pod.nodeName);
  const disruption = conditionNamed(pod, 'DisruptionTarget');
  if (disruption?.status !== 'True') return ofNode;
  const noticedAtMs = disruption.sinceMs ?? pod.deletionAtMs ?? pod.createdAtMs;
  return {
    // A node that announced its end as spot is why its pods are evicted.
    reason: REASONS.get(disruption.reason ?? '') ?? ofNode?.reason ?? 'eviction',
    noticedAtMs,
    deadlineAtMs: pod.deletionAtMs ?? noticedAtMs + pod.graceSeconds * 1_000,
  };
}
