import type { Inspection, OperationInput } from '@hostwright/core/provider';
import type { Namespaces } from '../session/namespaces.js';
import type { KubernetesSession } from '../session/session.js';
import { commonError, eachId } from './each-id.js';
import { getPod } from './get-pod.js';
import { placeOf, podsPath } from './machine-id.js';
import { observePod } from './observe.js';

type Ids = OperationInput & { readonly machineIds: readonly string[] };

/** Asks for single machines, one call each. Another pod of the same name is another machine; what may not be read is in neither list. */
export async function inspect(session: KubernetesSession, input: Ids): Promise<Inspection> {
  const { machineIds, signal } = input;
  const identity = await session.identity({ signal });
  const namespaces = await session.namespaces();
  const places = new Map(machineIds.map((machineId) => [machineId, placeOf(machineId)]));
  const wellFormed = machineIds.filter((machineId) => places.get(machineId) !== undefined);
  const answers = await eachId(wellFormed, async (machineId) => {
    const place = places.get(machineId);
    return place === undefined ? { pod: undefined, providerTimeMs: undefined } : getPod(session, place, { signal });
  });
  const error = commonError(answers);
  if (error !== undefined) throw error;
  const pods = [...answers.values()].flatMap((entry) => ('answer' in entry ? (entry.answer.pod ?? []) : []));
  const times = [...answers.values()].flatMap((entry) => ('answer' in entry ? (entry.answer.providerTimeMs ?? []) : []));
  return {
    providerTimeMs: times.length > 0 ? Math.max(...times) : await timeOfServer(session, namespaces, input),
    identity,
    machines: pods.map((pod) => observePod(session, namespaces, pod)),
    notFound: machineIds.filter((machineId) => {
      const entry = answers.get(machineId);
      return entry === undefined || ('answer' in entry && entry.answer.pod === undefined);
    }),
  };
}

/** The server's clock where it knew no name that it was asked for: the smallest list. */
async function timeOfServer(
  session: KubernetesSession,
  { listed, default: first }: Namespaces,
  { signal }: OperationInput,
): Promise<number> {
  const path = podsPath(listed === 'all' ? undefined : first);
  const { providerTimeMs } = await session.read<unknown>('list pods', { method: 'GET', path, query: { limit: '1' } }, { signal });
  return providerTimeMs;
}
