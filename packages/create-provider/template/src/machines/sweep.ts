import { HEADER_KEYS, isProviderError, type OperationInput, type SweepEvent, type SweepScope } from '@hostwright/core/provider';
import type { Session } from '../session.js';
import { observe } from './observe.js';

/**
 * Lists everything of ours, in as few calls as the cloud allows. Ids are ordered over all zones, so that a zone is complete with the last page
 * only. What fails before the first page is thrown; a later failure is a partial listing: unknown is never empty.
 */
export async function* sweep(
  session: Session,
  { scope, signal }: OperationInput & { readonly scope: SweepScope },
): AsyncGenerator<SweepEvent> {
  let cursor: string | undefined;
  do {
    const wanted = { ...filterOf(scope), cursor };
    const read = await session
      .read('ListMachines', signal, (client, keys) => client.machines(keys, wanted))
      .catch((error: unknown) => {
        if (cursor === undefined || !isProviderError(error)) throw error;
        return error;
      });
    if (isProviderError(read)) {
      yield { type: 'end', outcome: 'partial', message: read.message };
      return;
    }
    const { account, region, timeMs, items, zones, unreadableZones, next } = read;
    yield {
      type: 'page',
      // As the page says, not as the settings say: an answer from elsewhere must be seen as such.
      identity: { account, region, principal: undefined },
      providerTimeMs: timeMs,
      coveredShards: next === undefined ? zones.filter((zone) => !unreadableZones.includes(zone)) : [],
      // Filtered again here: a filter of the cloud may do less than it says.
      machines: items.map(observe).filter(({ tags }) => tags.some((tag) => isOurs(tag, scope))),
      groups: [],
      companions: [],
    };
    cursor = next;
    if (next === undefined) yield endOf(unreadableZones);
  } while (cursor !== undefined);
}

function filterOf(scope: SweepScope): { readonly tagKey: string; readonly tagValue?: string } {
  const tagKey = HEADER_KEYS.deploymentId;
  return scope.kind === 'deployment' ? { tagKey, tagValue: scope.deploymentId } : { tagKey };
}

function isOurs({ key, value }: { readonly key: string; readonly value: string }, scope: SweepScope): boolean {
  return key === HEADER_KEYS.deploymentId && (scope.kind === 'all-deployments' || value === scope.deploymentId);
}

function endOf(unreadableZones: readonly string[]): SweepEvent {
  if (unreadableZones.length === 0) return { type: 'end', outcome: 'complete', message: undefined };
  return { type: 'end', outcome: 'partial', message: `zones that could not be read: ${unreadableZones.join(', ')}` };
}
