import { ProviderError, type GroupMembers, type OperationInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../../session/session.js';
import { groupPlaceOf } from '../groups/group-kinds.js';
import { getGroup, podsOfGroup, replicasOf } from '../groups/members.js';
import { machineIdOf } from '../machine-id.js';
import { hasEnded } from '../status.js';

/** The machines of a Job, Deployment or StatefulSet that somebody else made, named `NAMESPACE/KIND/NAME`. */
export async function membersOf(session: KubernetesSession, input: OperationInput & { readonly groupRef: string }): Promise<GroupMembers> {
  const place = groupPlaceOf(input.groupRef);
  if (place === undefined) {
    throw new ProviderError(
      'Unsupported',
      'the group is named as none of NAMESPACE/job/NAME, NAMESPACE/deployment/NAME and NAMESPACE/stateful-set/NAME',
    );
  }
  const group = await getGroup(session, place, input);
  const living = (await podsOfGroup(session, group, input)).filter((pod) => !hasEnded(pod));
  return { machineIds: living.map(machineIdOf), complete: group.isDeleting || living.length >= replicasOf(group) };
}
