import { HEADER_KEYS, type MachineHint, type OperationInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../../session/session.js';
import { machineIdOf, podsPath } from '../machine-id.js';
import { memoryOf } from '../memory.js';
import { placesToList } from '../shards.js';
import { podFactsOf } from '../wire/pod-facts.js';
import { objectOf, textOf } from '../wire/read.js';
import { noticeOfNode } from './notices-of-node.js';
import { watchResource } from './watch-resource.js';

type FeedInput = OperationInput & { readonly emit: (hint: MachineHint) => void };

/**
 * Watches the pods of ours until the signal is aborted, and nodes where that is allowed: a node that announces its end is what its pods show
 * from then on. Keeps no pods: a hint is enough, and after a gap everything may have changed.
 */
export async function feed(session: KubernetesSession, input: FeedInput): Promise<void> {
  const places = placesToList(await session.namespaces());
  await Promise.all([...places.map(({ namespace }) => watchPods(session, namespace, input)), watchNodes(session, input)]);
}

function watchPods(session: KubernetesSession, namespace: string | undefined, { emit, signal }: FeedInput): Promise<void> {
  return watchResource(session, {
    resource: 'pods',
    path: podsPath(namespace),
    labelSelector: HEADER_KEYS.deploymentId,
    onEvent({ object }) {
      const pod = podFactsOf(object);
      if (pod !== undefined) emit({ machineId: machineIdOf(pod) });
    },
    onGap: () => emit({ machineId: undefined }),
    signal,
  });
}

function watchNodes(session: KubernetesSession, { emit, signal }: FeedInput): Promise<void> {
  const { nodeNotices } = memoryOf(session);
  const hear = (node: unknown): void => {
    const said = noticeOfNode(node, session.context.now());
    if (said === undefined) return;
    const known = nodeNotices.get(said.name);
    if (said.notice === undefined) nodeNotices.delete(said.name);
    // Heard again, an announcement does not begin anew.
    else if (known?.reason !== said.notice.reason) nodeNotices.set(said.name, said.notice);
    if ((known === undefined) !== (said.notice === undefined)) emit({ machineId: undefined });
  };
  return watchResource(session, {
    resource: 'nodes',
    path: '/api/v1/nodes',
    onEvent({ type, object }) {
      if (type !== 'DELETED') return hear(object);
      nodeNotices.delete(textOf(objectOf(objectOf(object)['metadata'])['name']) ?? '');
      // Its pods follow within a minute.
      emit({ machineId: undefined });
    },
    onListed(nodes) {
      nodeNotices.clear();
      for (const node of nodes) hear(node);
    },
    onGap: () => undefined,
    signal,
  });
}
