import type { MachineState, Status } from '@hostwright/core/provider';
import { conditionNamed, type PodFacts } from './wire/pod-facts.js';

/** Source: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase */
const PHASES: ReadonlyMap<string, MachineState> = new Map([
  ['Pending', 'pending'],
  ['Running', 'running'],
  ['Succeeded', 'terminated'],
  ['Failed', 'terminated'],
]);

/** Whether the pod has come to its end, whatever still stands of it. */
export function hasEnded({ phase }: Pick<PodFacts, 'phase'>): boolean {
  return PHASES.get(phase) === 'terminated';
}

/** What a pod is doing. A pod that waits says what for: `Pending/Unschedulable`, `Pending/ImagePullBackOff`. */
export function statusOf(pod: PodFacts): Status<MachineState> {
  const unified = PHASES.get(pod.phase) ?? 'unknown';
  if (unified === 'terminated') return { unified, raw: withReason(pod.phase, pod.reason) };
  if (pod.deletionAtMs !== undefined) return { unified: 'terminating', raw: 'Terminating' };
  return { unified, raw: withReason(pod.phase === '' ? 'Unknown' : pod.phase, troubleOf(pod)?.reason) };
}

/**
 * Why a pod ended; while it does not start, what keeps it from starting, so that whoever waits for it in vain is told: the scheduler's own
 * words, or the container's.
 */
export function endReasonOf(pod: PodFacts): string | undefined {
  if (hasEnded(pod)) {
    const words = [pod.reason, pod.message, pod.ended?.reason, pod.ended?.message].filter((word) => word !== undefined);
    return words.length === 0 ? `the pod ended as ${pod.phase}` : [...new Set(words)].join(': ');
  }
  const trouble = pod.phase === 'Pending' ? troubleOf(pod) : undefined;
  return trouble === undefined ? undefined : [trouble.reason, trouble.message].filter((word) => word !== undefined).join(': ');
}

interface Trouble {
  readonly reason: string;
  readonly message: string | undefined;
}

/** Every container waits for a moment at its birth: that is no trouble. */
const BIRTH: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

function troubleOf(pod: PodFacts): Trouble | undefined {
  const scheduled = conditionNamed(pod, 'PodScheduled');
  if (scheduled?.status === 'False' && scheduled.reason !== undefined) return { reason: scheduled.reason, message: scheduled.message };
  return pod.waiting === undefined || BIRTH.has(pod.waiting.reason) ? undefined : pod.waiting;
}

function withReason(word: string, reason: string | undefined): string {
  return reason === undefined ? word : `${word}/${reason}`;
}
