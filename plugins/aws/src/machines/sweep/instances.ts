import { isProviderError, sameIdentity, type ProviderError, type ProviderIdentity } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import { describeInstances, type DescribedInstances } from '../describe-instances.js';
import type { InstanceFacts } from '../facts.js';
import { isInScope, scopeFilter } from '../groups/group-listing.js';
import { memoryOf } from '../memory.js';
import { observeInstance, observeLastingVolumes } from '../observe.js';
import { rememberInstance } from '../remember.js';
import { needsNotices, noticeSpotEnds } from '../spot-notices.js';
import { pageOf, type SweepEnd, type SweepFrame, type SweepInput, type SweepPage } from './page.js';

/** Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
const PAGE_SIZE = 1_000;

/**
 * Lists the machines of a scope: one call for each thousand, whatever they were launched for. Answers how it ended when that was too soon.
 * @throws {ProviderError} when the first page cannot be read: that says nothing of the cloud
 */
export async function* sweepInstances(
  session: AwsSession,
  frame: SweepFrame,
  { scope, signal }: SweepInput,
): AsyncGenerator<SweepPage, SweepEnd | undefined> {
  const seen = new Set<string>();
  const endListing = memoryOf(session).beginListing();
  let asked = false;
  let token: string | undefined;
  do {
    const read = await readPage(session, { Filters: [scopeFilter(scope)], MaxResults: PAGE_SIZE, NextToken: token }, token, signal);
    if ('type' in read) return read;
    const identity = await identityOf(session, read, frame, signal);
    const stranger = strangerOf(frame, read, identity);
    if (stranger !== undefined) return stranger;
    const shown = read.instances.filter((facts) => isInScope(facts.tags, scope) && !seen.has(facts.id));
    for (const { id } of shown) seen.add(id);
    if (!asked && needsNotices(session, shown)) {
      asked = true;
      await noticeSpotEnds(session, shown, { signal });
    }
    for (const facts of shown) rememberInstance(session, facts);
    if (read.nextToken !== undefined && read.nextToken === token) return partial('DescribeInstances: the listing repeats itself');
    token = read.nextToken;
    yield pageOf(frame, identity, read.providerTimeMs, {
      ...observeAll(session, shown, read.providerTimeMs),
      coveredShards: token === undefined ? [session.region] : [],
    });
  } while (token !== undefined);
  endListing();
  return undefined;
}

function observeAll(
  session: AwsSession,
  shown: readonly InstanceFacts[],
  providerTimeMs: number,
): Pick<SweepPage, 'machines' | 'companions'> {
  return {
    machines: shown.map((facts) => observeInstance(session, facts, providerTimeMs)),
    companions: shown.flatMap((facts) => observeLastingVolumes(session, facts, providerTimeMs)),
  };
}

async function readPage(
  session: AwsSession,
  wanted: Parameters<typeof describeInstances>[1],
  token: string | undefined,
  signal: AbortSignal,
): Promise<DescribedInstances | SweepEnd> {
  try {
    return await describeInstances(session, wanted, { signal });
  } catch (error) {
    if (token === undefined || !isProviderError(error)) throw error;
    return partial(error.message);
  }
}

/** Whose the machines of a page are: EC2 says it with each reservation, STS where there is none. */
async function identityOf(
  session: AwsSession,
  { ownerId }: DescribedInstances,
  frame: SweepFrame,
  signal: AbortSignal,
): Promise<ProviderIdentity> {
  if (ownerId !== undefined) return { account: ownerId, region: session.region, principal: undefined };
  return frame.identity ?? session.identity({ signal });
}

function strangerOf(frame: SweepFrame, page: DescribedInstances, identity: ProviderIdentity): SweepEnd | undefined {
  const changed = frame.identity !== undefined && !sameIdentity(frame.identity, identity);
  if (!changed && !page.mixedOwners) return undefined;
  return { type: 'end', outcome: 'failed', message: `the listing changed to account ${identity.account}: check the credentials` };
}

function partial(message: string): SweepEnd {
  return { type: 'end', outcome: 'partial', message };
}

/** The error that a listing failed with before its first page, where that is one that only some zones may have. */
export function isOutage(error: unknown): error is ProviderError {
  return isProviderError(error) && error.errorClass === 'Unavailable';
}
