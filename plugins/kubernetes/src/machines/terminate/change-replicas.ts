import type { WriteInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../../session/session.js';
import { groupPath, GROUP_TABLE } from '../groups/group-kinds.js';
import type { GroupObject } from '../groups/members.js';

/**
 * Tells a group how many pods to want: the number itself, and only if nobody changed the group since it was read.
 * @throws {ProviderError} `Conflict` when somebody did
 */
export async function changeReplicas(
  session: KubernetesSession,
  { place, uid, resourceVersion }: GroupObject,
  replicas: number,
  { signal, attempt }: Pick<WriteInput, 'signal' | 'attempt'>,
): Promise<void> {
  const request = {
    method: 'PATCH',
    path: groupPath(place),
    contentType: 'application/merge-patch+json',
    body: { metadata: { uid, resourceVersion }, spec: { replicas } },
  } as const;
  await session.write<unknown>(`patch ${GROUP_TABLE[place.kind].plural}`, 'delete', request, { signal, attempt });
}
