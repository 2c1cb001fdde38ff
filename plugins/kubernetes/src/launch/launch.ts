import { isDeepStrictEqual } from 'node:util';
import {
  headerOfTags,
  isProviderError,
  ProviderError,
  type LaunchResult,
  type PreparedLaunch,
  type WriteInput,
} from '@hostwright/core/provider';
import { isNotFound } from '../machines/each-id.js';
import { groupRefOf } from '../machines/groups/group-kinds.js';
import { memoryOf } from '../machines/memory.js';
import { objectOf, textsOf } from '../machines/wire/read.js';
import { tagsOf } from '../machines/labels/labels.js';
import type { KubernetesSession } from '../session/session.js';
import { LAUNCH_ANNOTATION } from './compose.js';
import { creationOf, type Creation } from './creation.js';
import { readDocument, type LaunchDocument } from './document.js';
import { partName } from './names.js';
import { resultOf } from './result.js';

type LaunchInput = WriteInput & { readonly prepared: PreparedLaunch; readonly part: number };

/**
 * Creates one object of a prepared launch: a pod, or the group that makes them. Its name is the same for every try, so that a repeat meets
 * what stands there: what this launch made is its answer, anything else a conflict.
 */
export async function launch(session: KubernetesSession, input: LaunchInput): Promise<LaunchResult> {
  const document = readDocument(input.prepared);
  if (input.part < 0 || input.part >= input.prepared.parts) {
    throw new ProviderError('ContractViolation', `the launch document has ${input.prepared.parts} parts, and no part ${input.part}`);
  }
  const name = document.handler === 'pod' ? partName(document.name, input.part) : document.name;
  refuseEnded(session, document, name);
  const creation = creationOf(document, name);
  const { signal, attempt } = input;
  try {
    const { output } = await session.write<unknown>(creation.action, 'create', creation.request, { signal, attempt });
    return await resultOf(session, document, output);
  } catch (error) {
    if (!isProviderError(error) || (error.errorClass !== 'Conflict' && error.errorClass !== 'Quota')) throw error;
    return found(session, document, creation, name, input, error);
  }
}

/** A late repeat must not take the name of what was launched under it, and ended by us. */
function refuseEnded(session: KubernetesSession, { handler, namespace }: LaunchDocument, name: string): void {
  const key = handler === 'pod' ? `${namespace}/${name}` : groupRefOf({ namespace, kind: handler, name });
  if (!memoryOf(session).ended.has(key)) return;
  throw new ProviderError('Conflict', `${name} was launched before, and its end was ordered: it is not launched again`, { subject: name });
}

/**
 * What stands under the name. A quota may have been used up by an earlier try of the same call; when there is none, it is a value that
 * less was given than asked.
 */
async function found(
  session: KubernetesSession,
  document: LaunchDocument,
  { action, request }: Creation,
  name: string,
  { header, signal }: LaunchInput,
  refusal: ProviderError,
): Promise<LaunchResult> {
  const path = `${request.path}/${name}`;
  try {
    const { output } = await session.read<unknown>(action.replace('create', 'get'), { method: 'GET', path }, { signal });
    const metadata = objectOf(objectOf(output)['metadata']);
    const [labels, annotations] = [textsOf(metadata['labels']), textsOf(metadata['annotations'])];
    const isOurs = isDeepStrictEqual(headerOfTags(tagsOf({ labels, annotations })), header);
    const wanted = objectOf(objectOf(document.object['metadata'])['annotations'])[LAUNCH_ANNOTATION];
    if (isOurs && annotations.get(LAUNCH_ANNOTATION) === wanted) return await resultOf(session, document, output);
    throw new ProviderError('Conflict', `${name} exists and is another launch's: it is left alone`, {
      subject: name,
      code: 'AlreadyExists',
    });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    if (refusal.errorClass !== 'Quota' || document.handler !== 'pod') throw refusal;
    const missing = { units: 1, reason: 'Quota' as const, code: refusal.code, message: refusal.message };
    return { machines: [], group: undefined, pendingUnits: 0, shortfall: [missing] };
  }
}
