import type { OperationInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../../session/session.js';
import { listChunks } from '../list-chunks.js';
import { podsPath } from '../machine-id.js';
import { podFactsOf, type PodFacts } from '../wire/pod-facts.js';
import { listOf, numberOf, objectOf, textOf, textsOf, type Wire } from '../wire/read.js';
import { groupPath, GROUP_TABLE, groupRefOf, type GroupPlace } from './group-kinds.js';
import { groupRefOfPod } from './group-of-pod.js';

/** A group as it stands, as far as its members depend on it. */
export interface GroupObject {
  readonly place: GroupPlace;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly isDeleting: boolean;
  readonly spec: Wire;
  readonly status: Wire;
}

/** Reads a group. @throws {ProviderError} `NotFound` when there is none */
export async function getGroup(session: KubernetesSession, place: GroupPlace, { signal }: OperationInput): Promise<GroupObject> {
  const { output } = await session.read<unknown>(
    `get ${GROUP_TABLE[place.kind].plural}`,
    { method: 'GET', path: groupPath(place) },
    { signal },
  );
  const object = objectOf(output);
  const metadata = objectOf(object['metadata']);
  return {
    place,
    uid: textOf(metadata['uid']) ?? '',
    resourceVersion: textOf(metadata['resourceVersion']) ?? '',
    labels: textsOf(metadata['labels']),
    annotations: textsOf(metadata['annotations']),
    isDeleting: textOf(metadata['deletionTimestamp']) !== undefined,
    spec: objectOf(object['spec']),
    status: objectOf(object['status']),
  };
}

/** Lists the pods of a group, ended ones included. @throws {ProviderError} */
export async function podsOfGroup(
  session: KubernetesSession,
  { place, spec }: GroupObject,
  input: OperationInput,
): Promise<readonly PodFacts[]> {
  const groupRef = groupRefOf(place);
  const pods: PodFacts[] = [];
  const listing = { action: 'list pods', path: podsPath(place.namespace), labelSelector: selectorText(objectOf(spec['selector'])) };
  for await (const { items } of listChunks(session, listing, input)) {
    pods.push(...items.flatMap((item) => podFactsOf(item) ?? []).filter((pod) => groupRefOfPod(pod) === groupRef));
  }
  return [...new Map(pods.map((pod) => [pod.uid, pod])).values()];
}

/** How many pods a group wants. */
export function replicasOf({ spec }: GroupObject): number {
  return numberOf(spec['replicas']) ?? numberOf(spec['parallelism']) ?? 1;
}

/** Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#set-based-requirement */
function selectorText(selector: Wire): string {
  const equal = [...textsOf(selector['matchLabels'])].map(([key, value]) => `${key}=${value}`);
  const expressions = listOf(selector['matchExpressions']).map((value) => {
    const { key, operator, values } = objectOf(value);
    const list = listOf(values).join(',');
    if (operator === 'In') return `${String(key)} in (${list})`;
    if (operator === 'NotIn') return `${String(key)} notin (${list})`;
    return operator === 'DoesNotExist' ? `!${String(key)}` : String(key);
  });
  return [...equal, ...expressions].join(',');
}
