import type { OperationInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../session/session.js';
import { isNotFound } from './each-id.js';
import { podPath, type PodPlace } from './machine-id.js';
import { podFactsOf, type PodFacts } from './wire/pod-facts.js';

/** What the API server says of one pod. */
export interface GotPod {
  /** Undefined: there is none of that name, or it is another one by now. */
  readonly pod: PodFacts | undefined;
  /** Undefined where the API server did not say: it knows no such name. */
  readonly providerTimeMs: number | undefined;
}

/** Reads one pod. @throws {ProviderError} when it may exist and cannot be read */
export async function getPod(session: KubernetesSession, place: PodPlace, { signal }: OperationInput): Promise<GotPod> {
  try {
    const { output, providerTimeMs } = await session.read<unknown>('get pods', { method: 'GET', path: podPath(place) }, { signal });
    const pod = podFactsOf(output);
    return { pod: pod?.uid === place.uid ? pod : undefined, providerTimeMs };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return { pod: undefined, providerTimeMs: undefined };
  }
}
