import type { WriteInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../../session/session.js';
import { eachId, isGone } from '../each-id.js';
import { RELEASE } from '../labels/release-marks.js';
import { podPath } from '../machine-id.js';
import type { PodFacts } from '../wire/pod-facts.js';

/** Marks pods as the first to go, one call each. One that is gone meanwhile needs no mark. @throws {ProviderError} */
export async function markReleased(
  session: KubernetesSession,
  pods: readonly PodFacts[],
  { signal, attempt }: Pick<WriteInput, 'signal' | 'attempt'>,
): Promise<void> {
  const answers = await eachId(pods, async (pod) => {
    const request = {
      method: 'PATCH',
      path: podPath(pod),
      contentType: 'application/merge-patch+json',
      body: { metadata: { uid: pod.uid, ...RELEASE } },
    } as const;
    await session.write<unknown>('patch pods', 'delete', request, { signal, attempt });
  });
  for (const entry of answers.values()) if ('error' in entry && !isGone(entry.error)) throw entry.error;
}
