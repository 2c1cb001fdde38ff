import { headerOfTags, type ObservedCompanion, type ObservedMachine } from '@hostwright/core/provider';
import type { Namespaces } from '../session/namespaces.js';
import type { KubernetesSession } from '../session/session.js';
import { MACHINE_TYPE_ANNOTATION, machineTypeOf } from '../template/machine-type.js';
import { marketOf } from '../template/market.js';
import { groupRefOfPod } from './groups/group-of-pod.js';
import { ENDED_POD_KIND, MACHINE_KIND } from './kinds.js';
import { tagsOf } from './labels/labels.js';
import { machineIdOf } from './machine-id.js';
import { memoryOf } from './memory.js';
import { reclaimOf } from './reclaim.js';
import { shardOf } from './shards.js';
import { endReasonOf, hasEnded, statusOf } from './status.js';
import type { PodFacts } from './wire/pod-facts.js';

/** An ended pod is kept this long for whoever wants to read its logs. */
const KEPT_MS = 10 * 60_000;

/** A pod as a machine. */
export function observePod(session: KubernetesSession, namespaces: Namespaces, pod: PodFacts): ObservedMachine {
  const memory = memoryOf(session);
  const tags = tagsOf(pod);
  const groupRef = groupRefOfPod(pod);
  const machineId = machineIdOf(pod);
  if (hasEnded(pod)) memory.groups.delete(machineId);
  else memory.groups.set(machineId, groupRef ?? null);
  return {
    machineId,
    kind: MACHINE_KIND,
    header: headerOfTags(tags),
    status: statusOf(pod),
    name: hostNameOf(pod),
    shard: shardOf(namespaces, pod.namespace),
    zone: undefined,
    machineType: pod.annotations.get(MACHINE_TYPE_ANNOTATION) ?? machineTypeOf({ spec: pod.spec }),
    market: marketOf(pod.spec),
    units: 1,
    privateIp: pod.podIp,
    publicIp: undefined,
    createdAtMs: pod.createdAtMs,
    tags,
    groupRef,
    reclaim: reclaimOf(pod, memory.nodeNotices),
    endReason: endReasonOf(pod),
  };
}

/** What still stands of a pod that ended some time ago and belongs to no group: it holds its name until somebody deletes it. */
export function observeEnded(namespaces: Namespaces, pod: PodFacts, nowMs: number): readonly ObservedCompanion[] {
  const endedAtMs = pod.endedAtMs ?? pod.createdAtMs;
  if (!hasEnded(pod) || pod.deletionAtMs !== undefined || pod.owner !== undefined || nowMs < endedAtMs + KEPT_MS) return [];
  return [
    {
      companionId: machineIdOf(pod),
      kind: ENDED_POD_KIND,
      header: headerOfTags(tagsOf(pod)),
      shard: shardOf(namespaces, pod.namespace),
      createdAtMs: pod.createdAtMs,
      machineId: undefined,
    },
  ];
}

/**
 * The name by which the pod's own processes know their host.
 * Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-hostname-and-subdomain-field
 */
function hostNameOf({ spec, name, namespace, nodeName }: PodFacts): string | undefined {
  if (spec['hostNetwork'] === true) return nodeName;
  const host = typeof spec['hostname'] === 'string' ? spec['hostname'] : name;
  const isFull = spec['setHostnameAsFQDN'] === true && typeof spec['subdomain'] === 'string';
  return isFull ? `${host}.${String(spec['subdomain'])}.${namespace}.svc.cluster.local` : host;
}
