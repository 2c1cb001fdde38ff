import { listOf, numberOf, objectOf, textOf, textsOf, timeOf, type Wire } from './read.js';

/** One entry of a pod's conditions. */
export interface PodCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
  readonly message: string | undefined;
  readonly sinceMs: number | undefined;
}

/** Why a container waits, or how it ended. */
interface ContainerWord {
  readonly reason: string;
  readonly message: string | undefined;
}

/** What stands behind a pod and may make another one in its place. */
interface PodOwner {
  readonly kind: string;
  readonly name: string;
}

/** All that is read of a pod. */
export interface PodFacts {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string | undefined;
  readonly createdAtMs: number;
  /** When it ends at the latest, its grace included; undefined while nobody ordered its end. */
  readonly deletionAtMs: number | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly owner: PodOwner | undefined;
  readonly spec: Wire;
  readonly nodeName: string | undefined;
  readonly graceSeconds: number;
  readonly phase: string;
  readonly reason: string | undefined;
  readonly message: string | undefined;
  readonly podIp: string | undefined;
  readonly conditions: readonly PodCondition[];
  readonly waiting: ContainerWord | undefined;
  /** Of the first container that ended with an error, else of the first that ended. */
  readonly ended: ContainerWord | undefined;
  /** When its last container ended. */
  readonly endedAtMs: number | undefined;
}

/** Kubernetes gives a pod as long to end as it says itself. Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination */
const DEFAULT_GRACE_SECONDS = 30;

/** Reads a pod; undefined for what has no name of its own. */
export function podFactsOf(value: unknown): PodFacts | undefined {
  const pod = objectOf(value);
  const metadata = objectOf(pod['metadata']);
  const spec = objectOf(pod['spec']);
  const status = objectOf(pod['status']);
  const [namespace, name, uid] = [textOf(metadata['namespace']), textOf(metadata['name']), textOf(metadata['uid'])];
  if (namespace === undefined || name === undefined || uid === undefined) return undefined;
  const containers = [...listOf(status['initContainerStatuses']), ...listOf(status['containerStatuses'])].map(containerOf);
  const ends = containers.flatMap(({ ended }) => ended ?? []);
  return {
    namespace,
    name,
    uid,
    resourceVersion: textOf(metadata['resourceVersion']),
    createdAtMs: timeOf(metadata['creationTimestamp']) ?? 0,
    deletionAtMs: timeOf(metadata['deletionTimestamp']),
    labels: textsOf(metadata['labels']),
    annotations: textsOf(metadata['annotations']),
    owner: ownerOf(metadata['ownerReferences']),
    spec,
    nodeName: textOf(spec['nodeName']),
    graceSeconds:
      numberOf(metadata['deletionGracePeriodSeconds']) ?? numberOf(spec['terminationGracePeriodSeconds']) ?? DEFAULT_GRACE_SECONDS,
    phase: textOf(status['phase']) ?? '',
    reason: textOf(status['reason']),
    message: textOf(status['message']),
    podIp: textOf(status['podIP']),
    conditions: listOf(status['conditions']).map(conditionOf),
    waiting: containers.find(({ waiting }) => waiting !== undefined)?.waiting,
    ended: ends.find(({ exitCode }) => exitCode !== 0) ?? ends[0],
    endedAtMs: ends.reduce<number | undefined>(
      (latest, { atMs }) => (atMs === undefined ? latest : Math.max(latest ?? 0, atMs)),
      undefined,
    ),
  };
}

/** The condition of that type, where the pod has one. */
export function conditionNamed({ conditions }: Pick<PodFacts, 'conditions'>, type: string): PodCondition | undefined {
  return conditions.find((condition) => condition.type === type);
}

/** Whether a pod says that it can be used. */
export function isReady(pod: Pick<PodFacts, 'conditions'>): boolean {
  return conditionNamed(pod, 'Ready')?.status === 'True';
}

function conditionOf(value: unknown): PodCondition {
  const condition = objectOf(value);
  return {
    type: textOf(condition['type']) ?? '',
    status: textOf(condition['status']) ?? '',
    reason: textOf(condition['reason']),
    message: textOf(condition['message']),
    sinceMs: timeOf(condition['lastTransitionTime']),
  };
}

/** The one owner that counts: whatever makes pods says so itself. */
function ownerOf(references: unknown): PodOwner | undefined {
  const reference = listOf(references)
    .map(objectOf)
    .find((one) => one['controller'] === true);
  const [kind, name] = [textOf(reference?.['kind']), textOf(reference?.['name'])];
  return kind === undefined || name === undefined ? undefined : { kind, name };
}

interface ContainerFacts {
  readonly waiting: ContainerWord | undefined;
  readonly ended: (ContainerWord & { readonly exitCode: number; readonly atMs: number | undefined }) | undefined;
}

function containerOf(value: unknown): ContainerFacts {
  const state = objectOf(objectOf(value)['state']);
  const waiting = objectOf(state['waiting']);
  const ended = objectOf(state['terminated']);
  const [waitReason, exitCode] = [textOf(waiting['reason']), numberOf(ended['exitCode'])];
  return {
    waiting: waitReason === undefined ? undefined : { reason: waitReason, message: textOf(waiting['message']) },
    ended:
      exitCode === undefined
        ? undefined
        : {
            reason: textOf(ended['reason']) ?? `exit code ${exitCode}`,
            message: textOf(ended['message']) ?? (exitCode === 0 ? undefined : `exit code ${exitCode}`),
            exitCode,
            atMs: timeOf(ended['finishedAt']),
          },
  };
}
