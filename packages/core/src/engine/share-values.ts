import type { IntentHeader } from '../domain/intent.js';
import type { Tag } from '../domain/tag.js';
import type { ObservedMachine } from '../provider/machines.js';

/**
 * Makes machines of one listing share what they have in common: all machines of one launch bear the same header, and nearly always the
 * same tags. A listing is kept until its last page has come, and would otherwise keep as many copies as there are machines.
 */
export function createSharing(): (machine: ObservedMachine) => ObservedMachine {
  const launches = new Map<string, { readonly header: IntentHeader; readonly tags: readonly Tag[] }>();
  const states = new Map<string, ObservedMachine['status']>();
  return (machine) => {
    const { header, tags, status } = machine;
    if (header === undefined) return machine;
    const first = firstOf(launches, header.intentId, { header, tags });
    const state = firstOf(states, status.raw, status);
    const shared = {
      header: isSameHeader(first.header, header) ? first.header : header,
      tags: areSameTags(first.tags, tags) ? first.tags : tags,
      status: state.unified === status.unified ? state : status,
    };
    const isShared = shared.header === header && shared.tags === tags && shared.status === status;
    return isShared ? machine : { ...machine, ...shared };
  };
}

function firstOf<Value>(seen: Map<string, Value>, key: string, value: Value): Value {
  const first = seen.get(key);
  if (first === undefined) seen.set(key, value);
  return first ?? value;
}

function isSameHeader(a: IntentHeader, b: IntentHeader): boolean {
  if (a === b) return true;
  return (
    a.intentId === b.intentId &&
    a.requestId === b.requestId &&
    a.sequence === b.sequence &&
    a.generation === b.generation &&
    a.incarnation === b.incarnation &&
    a.deploymentId === b.deploymentId
  );
}

/** In the same order: a cloud that changes it costs memory, nothing else. */
function areSameTags(a: readonly Tag[], b: readonly Tag[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every(({ key, value }, index) => key === b[index]?.key && value === b[index].value);
}
