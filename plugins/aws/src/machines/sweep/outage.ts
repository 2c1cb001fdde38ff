import { isProviderError, type ProviderError } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import { callByIds } from '../by-ids.js';
import { MAX_IDS_PER_INSPECT } from '../capabilities.js';
import { describeInstances } from '../describe-instances.js';
import type { InstanceFacts } from '../facts.js';
import { isInScope } from '../groups/group-listing.js';
import { memoryOf } from '../memory.js';
import { observeInstance } from '../observe.js';
import { pageOf, type SweepEnd, type SweepFrame, type SweepInput, type SweepPage } from './page.js';

/** When so many zones in a row do not answer, it is not the zones. */
const MOST_SILENT_ZONES = 2;

/**
 * While one zone is out of order, EC2 answers no listing of the region, but it answers for machines of other zones by their ids. What this
 * process knows of is asked for zone by zone, so that the living are seen to live. Nothing is covered: what is not known cannot be asked for.
 *
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
 *
 * @param failure - why the listing failed; thrown when no zone answers either
 */
export async function* sweepByZones(
  session: AwsSession,
  frame: SweepFrame,
  { scope, signal }: SweepInput,
  failure: ProviderError,
): AsyncGenerator<SweepPage, SweepEnd> {
  const zones = memoryOf(session).machinesByZone();
  const answered: string[] = [];
  let silent = 0;
  if (zones.size < 2) throw failure;
  for (const [zone, machineIds] of zones) {
    const page = await readZone(session, machineIds, signal);
    if (page === undefined) {
      silent += 1;
      if (silent >= MOST_SILENT_ZONES && answered.length === 0) throw failure;
      continue;
    }
    answered.push(zone);
    const identity = { account: page.ownerId, region: session.region, principal: undefined };
    const shown = page.instances.filter(({ tags }) => isInScope(tags, scope));
    const machines = shown.map((facts) => observeInstance(session, facts, page.providerTimeMs));
    yield pageOf(frame, identity, page.providerTimeMs, { machines });
  }
  if (answered.length === 0) throw failure;
  return {
    type: 'end',
    outcome: 'partial',
    message: `the region cannot be listed (${failure.message}); known machines of ${answered.join(', ')} were asked for one by one`,
  };
}

async function readZone(
  session: AwsSession,
  machineIds: readonly string[],
  signal: AbortSignal,
): Promise<{ instances: readonly InstanceFacts[]; ownerId: string; providerTimeMs: number } | undefined> {
  let ownerId: string | undefined;
  let providerTimeMs = 0;
  try {
    const answers = await callByIds(machineIds, MAX_IDS_PER_INSPECT, async (ids) => {
      const page = await describeInstances(session, { InstanceIds: [...ids] }, { signal });
      ownerId = page.ownerId ?? ownerId;
      providerTimeMs = page.providerTimeMs;
      return new Map(page.instances.map((facts) => [facts.id, facts]));
    });
    if (ownerId === undefined) return undefined;
    return { instances: answers.flatMap((entry) => ('answer' in entry ? [entry.answer] : [])), ownerId, providerTimeMs };
  } catch (error) {
    if (!isProviderError(error) || signal.aborted) throw error;
    return undefined;
  }
}
