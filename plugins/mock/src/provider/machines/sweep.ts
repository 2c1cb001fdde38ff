import {
  HEADER_KEYS,
  isProviderError,
  sameIdentity,
  type ProviderIdentity,
  type SweepEvent,
  type SweepScope,
} from '@hostwright/core/provider';
import type { ListResourcesInput, ResourcesAnswer } from '../../cloud/api.js';
import type { Session } from '../session.js';
import { observeCompanion, observeGroup, observeMachine } from './observe.js';

type Page = Extract<SweepEvent, { type: 'page' }>;
type End = Extract<SweepEvent, { type: 'end' }>;

/** Lists everything of ours. What fails before the first page is thrown: it says nothing of the cloud. */
export async function* sweep(
  session: Session,
  input: { readonly scope: SweepScope; readonly signal: AbortSignal },
): AsyncGenerator<SweepEvent> {
  const { scope, signal } = input;
  let first: Page | undefined;
  let cursor: string | undefined;
  do {
    const read = await readPage(session, { ...filterOf(scope), cursor }, first === undefined, signal);
    if ('type' in read) {
      yield read;
      return;
    }
    const page = toPage(read, session.settings.principal, scope);
    if (first !== undefined && !sameIdentity(first.identity, page.identity)) {
      yield {
        type: 'end',
        outcome: 'failed',
        message: `the listing changed to account ${page.identity.account}, region ${page.identity.region}`,
      };
      return;
    }
    first ??= page;
    yield page;
    cursor = read.nextCursor;
    if (cursor === undefined) yield endOf(read);
  } while (cursor !== undefined);
}

async function readPage(
  session: Session,
  input: ListResourcesInput,
  isFirst: boolean,
  signal: AbortSignal,
): Promise<ResourcesAnswer | End> {
  try {
    return await session.read('ListResources', input, signal);
  } catch (error) {
    if (isFirst || !isProviderError(error)) throw error;
    return { type: 'end', outcome: 'partial', message: error.message };
  }
}

function filterOf(scope: SweepScope): ListResourcesInput {
  const tagKey = HEADER_KEYS.deploymentId;
  return scope.kind === 'deployment' ? { tagKey, tagValue: scope.deploymentId } : { tagKey };
}

function toPage(answer: ResourcesAnswer, principal: string, scope: SweepScope): Page {
  const identity: ProviderIdentity = { account: answer.account, region: answer.region, principal };
  const isOurs = (tags: ResourcesAnswer['machines'][number]['tags']): boolean =>
    tags.some((tag) => tag.key === HEADER_KEYS.deploymentId && (scope.kind === 'all-deployments' || tag.value === scope.deploymentId));
  return {
    type: 'page',
    identity,
    providerTimeMs: answer.atMs,
    coveredShards: answer.covered,
    machines: answer.machines.filter((machine) => isOurs(machine.tags)).map(observeMachine),
    groups: answer.groups.filter((group) => isOurs(group.tags)).map((group) => observeGroup(group, answer.region)),
    companions: answer.volumes.filter((volume) => isOurs(volume.tags)).map(observeCompanion),
  };
}

function endOf({ unreachable }: ResourcesAnswer): End {
  if (unreachable.length === 0) return { type: 'end', outcome: 'complete', message: undefined };
  return { type: 'end', outcome: 'partial', message: `zones that could not be read: ${unreachable.join(', ')}` };
}
