import type { Termination, WriteInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../../session/session.js';
import { commonError, eachId, failedBy, isGone, type IdAnswer } from '../each-id.js';
import { podPath, type PodPlace } from '../machine-id.js';
import { memoryOf, rememberEnded } from '../memory.js';
import { textOf, objectOf } from '../wire/read.js';
import type { Order, Terminations } from './order.js';

/** Deletes pods, one call each: the pod's own grace, and that very pod or none. @throws {ProviderError} when none was answered */
export async function deletePods(session: KubernetesSession, orders: readonly Order[], input: WriteInput): Promise<Terminations> {
  const answers = await eachId(orders, ({ place }) => deletePod(session, place, input));
  const error = commonError(answers);
  if (error !== undefined) throw error;
  return [...answers].map(([{ machineId }, entry]) => toTermination(machineId, entry));
}

/**
 * Deletes one pod. Answers whether it is gone at once: one that no node has, or that needs no grace.
 * @throws {ProviderError} `NotFound` when there is none of that name; `Conflict` when the name is another pod's by now
 */
export async function deletePod(
  session: KubernetesSession,
  place: PodPlace,
  { signal, attempt }: Pick<WriteInput, 'signal' | 'attempt'>,
): Promise<'accepted' | 'terminated'> {
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid: place.uid } };
  const request = { method: 'DELETE', path: podPath(place), body } as const;
  const { output } = await session.write<unknown>('delete pods', 'delete', request, { signal, attempt });
  rememberEnded(memoryOf(session), `${place.namespace}/${place.name}`);
  // A pod that waits for its end is answered as it is by then; one that is gone, as a word of success or as it last was.
  const metadata = objectOf(objectOf(output)['metadata']);
  return textOf(metadata['deletionTimestamp']) !== undefined || textOf(metadata['uid']) === undefined ? 'accepted' : 'terminated';
}

function toTermination(machineId: string, entry: IdAnswer<'accepted' | 'terminated'>): Termination {
  if ('answer' in entry) return { machineId, outcome: entry.answer };
  if (isGone(entry.error)) return { machineId, outcome: 'not-found' };
  return failedBy(machineId, entry.error);
}
