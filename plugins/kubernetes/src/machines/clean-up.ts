import { HEADER_KEYS, ProviderError, type WriteInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../session/session.js';
import { isGone } from './each-id.js';
import { groupPath, groupPlaceOf, GROUP_TABLE } from './groups/group-kinds.js';
import { getGroup } from './groups/members.js';
import { ENDED_POD_KIND } from './kinds.js';
import { isInScope, tagsOf } from './labels/labels.js';
import { placeOf } from './machine-id.js';
import { memoryOf, rememberEnded } from './memory.js';
import { deletePod } from './terminate/delete-pods.js';

type CleanUp = WriteInput & { readonly ref: string; readonly kind: string };

/**
 * Deletes a group, with what is left of its pods, or an ended pod that was left behind. What is gone already is success; what has the same
 * name and is not of this deployment is left alone.
 */
export async function cleanUp(session: KubernetesSession, input: CleanUp): Promise<void> {
  try {
    await (input.kind === ENDED_POD_KIND ? deleteEnded(session, input) : deleteGroup(session, input));
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

async function deleteEnded(session: KubernetesSession, input: CleanUp): Promise<void> {
  const place = placeOf(input.ref);
  if (place === undefined) throw unknownRef(input);
  await deletePod(session, place, input);
}

async function deleteGroup(session: KubernetesSession, input: CleanUp): Promise<void> {
  const place = groupPlaceOf(input.ref);
  if (place === undefined || place.kind !== input.kind) throw unknownRef(input);
  const { signal, attempt, header } = input;
  const group = await getGroup(session, place, { signal });
  if (!isInScope(tagsOf(group), { kind: 'deployment', deploymentId: header.deploymentId })) {
    const fields = [{ name: 'group', value: input.ref }];
    session.context.log('warn', fields, `an object without our ${HEADER_KEYS.deploymentId} has the name of a group: it is left alone`);
    return;
  }
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: group.uid }, propagationPolicy: 'Background' };
  const request = { method: 'DELETE', path: groupPath(place), body } as const;
  await session.write<unknown>(`delete ${GROUP_TABLE[place.kind].plural}`, 'delete', request, { signal, attempt });
  rememberEnded(memoryOf(session), input.ref);
}

function unknownRef({ ref, kind }: CleanUp): ProviderError {
  return new ProviderError('Unsupported', `there is nothing of kind '${kind}' named '${ref.slice(0, 200)}' to clean up on Kubernetes`, {
    subject: kind,
  });
}
