import type { ReclaimNotice } from '@hostwright/core/provider';
import { listOf, objectOf, textOf, timeOf } from '../wire/read.js';

/** A taint by which somebody announces that a node goes, and how long its pods have from then; undefined where nobody says. */
interface NodeWord {
  readonly taint: RegExp;
  readonly reason: ReclaimNotice['reason'];
  readonly graceMs: number | undefined;
}

/** Whoever watches for it says it in a taint of the node. */
const NODE_WORDS: readonly NodeWord[] = [
  // Source: https://cloud.google.com/kubernetes-engine/docs/how-to/node-graceful-termination (30 s before a spot node goes)
  { taint: /^cloud\.google\.com\/impending-node-termination$/, reason: 'spot', graceMs: 30_000 },
  // Source: https://github.com/aws/aws-node-termination-handler#configuration (AWS says it two minutes before)
  { taint: /^aws-node-termination-handler\/spot-itn$/, reason: 'spot', graceMs: 120_000 },
  { taint: /^aws-node-termination-handler\//, reason: 'maintenance', graceMs: undefined },
  // Source: https://karpenter.sh/docs/concepts/disruption/
  { taint: /^karpenter\.sh\/(?:disrupted|disruption)$/, reason: 'maintenance', graceMs: undefined },
  // Source: https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md
  { taint: /^ToBeDeletedByClusterAutoscaler$/, reason: 'maintenance', graceMs: undefined },
  // Source: https://kubernetes.io/docs/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown
  { taint: /^node\.kubernetes\.io\/out-of-service$/, reason: 'eviction', graceMs: undefined },
];

/** A node's name, and what it says of its own end. */
export interface NodeSaid {
  readonly name: string;
  readonly notice: ReclaimNotice | undefined;
}

/**
 * Reads a node; undefined for what has no name.
 * @param nowMs - when it was heard first, for taints that carry no time of their own
 */
export function noticeOfNode(value: unknown, nowMs: number): NodeSaid | undefined {
  const node = objectOf(value);
  const metadata = objectOf(node['metadata']);
  const name = textOf(metadata['name']);
  if (name === undefined) return undefined;
  for (const taint of listOf(objectOf(node['spec'])['taints']).map(objectOf)) {
    const word = NODE_WORDS.find((one) => one.taint.test(textOf(taint['key']) ?? ''));
    if (word === undefined) continue;
    const noticedAtMs = timeOf(taint['timeAdded']) ?? nowMs;
    return { name, notice: noticeAt(word.reason, noticedAtMs, word.graceMs) };
  }
  const goesAtMs = timeOf(metadata['deletionTimestamp']);
  return { name, notice: goesAtMs === undefined ? undefined : noticeAt('maintenance', goesAtMs, undefined) };
}

function noticeAt(reason: ReclaimNotice['reason'], noticedAtMs: number, graceMs: number | undefined): ReclaimNotice {
  return { reason, noticedAtMs, deadlineAtMs: graceMs === undefined ? undefined : noticedAtMs + graceMs };
}
