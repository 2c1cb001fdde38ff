import { tagsOfHeader, type Adoption, type Tag, type WriteInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../../session/session.js';
import { commonError, eachId, failedBy, isGone, type IdAnswer } from '../each-id.js';
import { marksOf } from '../labels/labels.js';
import { placeOf, podPath, type PodPlace } from '../machine-id.js';

type Order = WriteInput & { readonly machineIds: readonly string[]; readonly tags: readonly Tag[] };

/** Labels pods that somebody else made, so that sweeps show them as ours: one call each, and that very pod or none. */
export async function adoptMachines(session: KubernetesSession, input: Order): Promise<readonly Adoption[]> {
  const places = new Map(input.machineIds.map((machineId) => [machineId, placeOf(machineId)]));
  const marks = changeOf([...input.tags, ...tagsOfHeader(input.header)]);
  const wellFormed = [...places].flatMap(([machineId, place]) => (place === undefined ? [] : [{ machineId, place }]));
  const answers = await eachId(wellFormed, ({ place }) => label(session, place, marks, input));
  const error = commonError(answers);
  if (error !== undefined) throw error;
  const byId = new Map([...answers].map(([{ machineId }, entry]) => [machineId, entry]));
  return input.machineIds.map((machineId) => toAdoption(machineId, byId.get(machineId)));
}

type Change = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

/** What stands there in the other form, from another order, is taken away: an annotation would win over a label. */
function changeOf(tags: readonly Tag[]): Change {
  const { labels, annotations } = marksOf(tags);
  const none = Object.fromEntries(Object.keys(labels).map((key) => [key, null]));
  return { labels, annotations: { ...none, ...annotations } };
}

async function label(session: KubernetesSession, place: PodPlace, marks: Change, { signal, attempt }: Order): Promise<void> {
  const request = {
    method: 'PATCH',
    path: podPath(place),
    contentType: 'application/merge-patch+json',
    body: { metadata: { uid: place.uid, ...marks } },
  } as const;
  await session.write<unknown>('patch pods', 'create', request, { signal, attempt });
}

function toAdoption(machineId: string, entry: IdAnswer<void> | undefined): Adoption {
  if (entry === undefined) return { machineId, outcome: 'not-found' };
  if ('answer' in entry) return { machineId, outcome: 'adopted' };
  if (isGone(entry.error)) return { machineId, outcome: 'not-found' };
  return failedBy(machineId, entry.error);
}
