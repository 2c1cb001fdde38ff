import { isProviderError, type OperationInput, type ProviderError, type SweepEvent } from '@hostwright/core/provider';
import type { Namespaces } from '../../session/namespaces.js';
import type { KubernetesSession } from '../../session/session.js';
import { GROUP_TABLE, groupsPath } from '../groups/group-kinds.js';
import { observeGroup } from '../groups/observe-group.js';
import type { GroupKind } from '../kinds.js';
import { isInScope, selectorOf, tagsOf } from '../labels/labels.js';
import { listChunks } from '../list-chunks.js';
import { podsPath } from '../machine-id.js';
import { memoryOf } from '../memory.js';
import { observeEnded, observePod } from '../observe.js';
import { placesToList, type ListedPlace } from '../shards.js';
import { podFactsOf } from '../wire/pod-facts.js';
import { objectOf, textsOf } from '../wire/read.js';
import { isKnown, kindsToList } from './agenda.js';
import { pageOf, type SweepFrame, type SweepInput, type SweepPage } from './page.js';

/** What listing one place needs. */
interface Eye {
  readonly session: KubernetesSession;
  readonly namespaces: Namespaces;
  readonly frame: SweepFrame;
  readonly input: SweepInput;
}

/**
 * Lists everything of ours, 500 objects in a call: pods, then the kinds of groups that are due, place by place. A place that cannot be read
 * is not covered, and the sweep is partial. What fails before the first page is thrown: it says nothing of the cluster.
 */
export async function* sweep(session: KubernetesSession, input: SweepInput): AsyncGenerator<SweepEvent> {
  const { signal } = input;
  await session.identity({ signal });
  const eye: Eye = { session, namespaces: await session.namespaces(), frame: { providerTimeMs: 0, pages: 0, shown: new Set() }, input };
  const kinds = kindsToList(session);
  const failures: ProviderError[] = [];
  for (const place of placesToList(eye.namespaces)) {
    try {
      yield* sweepPlace(eye, place, kinds);
    } catch (error) {
      if (!isProviderError(error) || signal.aborted) throw error;
      failures.push(error);
      // A namespace may be forbidden on its own; what the cluster or the credentials lack, the others lack as well.
      if (error.errorClass !== 'PermissionDenied') break;
    }
  }
  const [failure] = failures;
  if (failure !== undefined && eye.frame.pages === 0) throw failure;
  if (failure === undefined) rememberComplete(eye, kinds);
  yield failure === undefined
    ? { type: 'end', outcome: 'complete', message: undefined }
    : { type: 'end', outcome: 'partial', message: `not everything could be listed: ${failures.map(({ message }) => message).join('; ')}` };
}

/** One namespace, or all: covered by its last page of pods, which comes when its groups were read to their end. */
async function* sweepPlace(eye: Eye, place: ListedPlace, kinds: readonly GroupKind[]): AsyncGenerator<SweepPage> {
  for (const kind of kinds) {
    try {
      yield* sweepGroups(eye, place, kind);
    } catch (error) {
      // Who may list no Jobs has made none: only pods are made here. Where some are known, they are missing from now on.
      if (!isProviderError(error) || error.errorClass !== 'PermissionDenied' || isKnown(eye.session, kind)) throw error;
    }
  }
  yield* sweepPods(eye, place);
}

async function* sweepPods(eye: Eye, { namespace, shard }: ListedPlace): AsyncGenerator<SweepPage> {
  const { session, namespaces, frame, input } = eye;
  const seen = new Set<string>();
  const listing = { action: 'list pods', path: podsPath(namespace), labelSelector: selectorOf(input.scope) };
  for await (const { items, providerTimeMs, isLast } of listChunks(session, listing, input)) {
    const pods = items.flatMap((item) => podFactsOf(item) ?? []).filter((pod) => isInScope(tagsOf(pod), input.scope) && !seen.has(pod.uid));
    for (const { uid } of pods) seen.add(uid);
    yield pageOf(frame, await identityOf(eye), providerTimeMs, {
      machines: pods.map((pod) => observePod(session, namespaces, pod)),
      companions: pods.flatMap((pod) => observeEnded(namespaces, pod, providerTimeMs)),
      coveredShards: isLast ? [shard] : [],
    });
  }
}

async function* sweepGroups(eye: Eye, { namespace }: ListedPlace, kind: GroupKind): AsyncGenerator<SweepPage> {
  const { session, namespaces, frame, input } = eye;
  const seen = new Set<string>();
  const listing = { action: `list ${GROUP_TABLE[kind].plural}`, path: groupsPath(kind, namespace), labelSelector: selectorOf(input.scope) };
  for await (const { items, providerTimeMs } of listChunks(session, listing, input)) {
    const groups = items
      .filter((item) => isInScope(tagsOfObject(item), input.scope))
      .flatMap((item) => observeGroup(namespaces, kind, item) ?? [])
      .filter(({ groupRef }) => !seen.has(groupRef));
    for (const { groupRef } of groups) seen.add(groupRef);
    if (groups.length > 0) memoryOf(session).groupSeenAtMs.set(kind, session.context.now());
    yield pageOf(frame, await identityOf(eye), providerTimeMs, { groups });
  }
}

function tagsOfObject(item: unknown): ReturnType<typeof tagsOf> {
  const metadata = objectOf(objectOf(item)['metadata']);
  return tagsOf({ labels: textsOf(metadata['labels']), annotations: textsOf(metadata['annotations']) });
}

/** Asked for each page: whoever changes credentials in between changes the cluster, too. */
function identityOf({ session, input }: Eye): ReturnType<KubernetesSession['identity']> {
  const { signal }: OperationInput = input;
  return session.identity({ signal });
}

/** What was not shown is forgotten: should it be needed after all, it is read again. */
function rememberComplete({ session, frame }: Eye, kinds: readonly GroupKind[]): void {
  const { groups, listedAtMs } = memoryOf(session);
  for (const kind of kinds) listedAtMs.set(kind, session.context.now());
  for (const machineId of groups.keys()) if (!frame.shown.has(machineId)) groups.delete(machineId);
}
