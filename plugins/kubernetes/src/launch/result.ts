import { ProviderError, type LaunchResult } from '@hostwright/core/provider';
import { observeGroup } from '../machines/groups/observe-group.js';
import { memoryOf } from '../machines/memory.js';
import { observePod } from '../machines/observe.js';
import { podFactsOf } from '../machines/wire/pod-facts.js';
import type { KubernetesSession } from '../session/session.js';
import type { LaunchDocument } from './document.js';

/** The answer for an object that stands: the pod itself, or a group whose pods a sweep will show. */
export async function resultOf(session: KubernetesSession, { handler, units }: LaunchDocument, object: unknown): Promise<LaunchResult> {
  const namespaces = await session.namespaces();
  if (handler === 'pod') {
    const pod = podFactsOf(object);
    if (pod === undefined) throw unreadable();
    return { machines: [observePod(session, namespaces, pod)], group: undefined, pendingUnits: 0, shortfall: [] };
  }
  const group = observeGroup(namespaces, handler, object);
  if (group === undefined) throw unreadable();
  memoryOf(session).groupSeenAtMs.set(handler, session.context.now());
  return { machines: [], group, pendingUnits: units, shortfall: [] };
}

function unreadable(): ProviderError {
  return new ProviderError('OutcomeUnknown', 'the API server answered the creation with something that has no name and uid');
}
