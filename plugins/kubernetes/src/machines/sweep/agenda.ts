import type { KubernetesSession } from '../../session/session.js';
import { GROUP_KINDS, type GroupKind } from '../kinds.js';
import { memoryOf } from '../memory.js';

/** Groups that are not expected to be there are looked for this rarely. */
const SELDOM_MS = 10 * 60_000;

/**
 * The kinds of groups that one sweep lists: those that exist or did a short while ago, because a group that a complete sweep does not show
 * counts as gone; the others with the first sweep of a process, and then rarely.
 */
export function kindsToList(session: KubernetesSession): readonly GroupKind[] {
  return GROUP_KINDS.filter((kind) => isKnown(session, kind) || isLongAgo(session, memoryOf(session).listedAtMs.get(kind)));
}

/** Whether groups of the kind are expected: then whoever may not list them does not know all. */
export function isKnown(session: KubernetesSession, kind: GroupKind): boolean {
  return !isLongAgo(session, memoryOf(session).groupSeenAtMs.get(kind));
}

function isLongAgo(session: KubernetesSession, atMs: number | undefined): boolean {
  return atMs === undefined || session.context.now() - atMs >= SELDOM_MS;
}
