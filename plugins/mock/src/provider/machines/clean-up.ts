import { isProviderError, ProviderError, type WriteInput } from '@hostwright/core/provider';
import { GROUP_KINDS, VOLUME_KIND } from '../capabilities.js';
import type { Session } from '../session.js';

type CleanUp = WriteInput & { readonly ref: string; readonly kind: string };

/** How each kind that sweeps show is deleted. */
const DELETERS: Readonly<Record<string, (session: Session, input: CleanUp) => Promise<unknown>>> = {
  [GROUP_KINDS.fleet]: deleteGroup,
  [GROUP_KINDS.refilling]: deleteGroup,
  [VOLUME_KIND]: (session, input) => session.delete('DeleteVolume', { volumeId: input.ref }, input),
};

function deleteGroup(session: Session, input: CleanUp): Promise<unknown> {
  return session.delete('DeleteGroup', { groupId: input.ref }, input);
}

/** Deletes a group or a volume that was left behind. What is gone already is success. */
export async function cleanUp(session: Session, input: CleanUp): Promise<void> {
  const remove = Object.hasOwn(DELETERS, input.kind) ? DELETERS[input.kind] : undefined;
  if (remove === undefined)
    throw new ProviderError('Unsupported', `there is nothing of kind '${input.kind}' to clean up`, { subject: input.kind });
  try {
    await remove(session, input);
  } catch (error) {
    if (!isProviderError(error) || error.errorClass !== 'NotFound') throw error;
  }
}
