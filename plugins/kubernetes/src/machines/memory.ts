import type { ReclaimNotice } from '@hostwright/core/provider';
import type { KubernetesSession } from '../session/session.js';
import type { GroupKind } from './kinds.js';

/** Most names kept of what ended: a year of names would not fit, a day of them does. */
const MOST_ENDED = 100_000;

/** What one process keeps of a cluster. All of it may be lost: it saves calls, and makes notices of nodes known. */
export interface Memory {
  /** The group of each machine seen; null for a machine on its own. */
  readonly groups: Map<string, string | null>;
  /** `NAMESPACE/NAME` of objects that we made and whose end we ordered: their names are free again, and not to be taken by a late repeat. */
  readonly ended: Set<string>;
  /** When a group of the kind was made or shown last. */
  readonly groupSeenAtMs: Map<GroupKind, number>;
  /** When the kind was listed to its end, or its listing was forbidden. */
  readonly listedAtMs: Map<GroupKind, number>;
  /** What nodes say about their own end, by name. */
  readonly nodeNotices: Map<string, ReclaimNotice>;
}

const memories = new WeakMap<KubernetesSession, Memory>();

/** The memory of a session. */
export function memoryOf(session: KubernetesSession): Memory {
  const known = memories.get(session);
  if (known !== undefined) return known;
  const memory: Memory = {
    groups: new Map(),
    ended: new Set(),
    groupSeenAtMs: new Map(),
    listedAtMs: new Map(),
    nodeNotices: new Map(),
  };
  memories.set(session, memory);
  return memory;
}

/** Keeps in mind that an object's end was ordered. */
export function rememberEnded(memory: Memory, name: string): void {
  memory.ended.add(name);
  if (memory.ended.size <= MOST_ENDED) return;
  const [oldest] = memory.ended;
  if (oldest !== undefined) memory.ended.delete(oldest);
}
