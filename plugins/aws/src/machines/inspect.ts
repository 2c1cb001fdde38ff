import { isProviderError, ProviderError, type Inspection, type OperationInput } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import { callByIds, isNotFound } from './by-ids.js';
import { MAX_IDS_PER_INSPECT } from './capabilities.js';
import { describeInstances } from './describe-instances.js';
import type { InstanceFacts } from './facts.js';
import { observeInstance } from './observe.js';
import { rememberInstance } from './remember.js';
import { noticeSpotEnds } from './spot-notices.js';

/** Asks for single machines. What EC2 refuses to tell is in neither list. */
export async function inspect(
  session: AwsSession,
  input: OperationInput & { readonly machineIds: readonly string[] },
): Promise<Inspection> {
  const { machineIds, signal } = input;
  let providerTimeMs: number | undefined;
  const owners = new Set<string>();
  const answers = await callByIds(machineIds, MAX_IDS_PER_INSPECT, async (ids): Promise<ReadonlyMap<string, InstanceFacts>> => {
    const page = await describeInstances(session, { InstanceIds: [...ids] }, { signal });
    providerTimeMs = Math.max(providerTimeMs ?? 0, page.providerTimeMs);
    if (page.ownerId !== undefined) owners.add(page.ownerId);
    return new Map(page.instances.filter(({ id }) => ids.includes(id)).map((facts) => [facts.id, facts]));
  });
  const shown = answers.flatMap((entry) => ('answer' in entry ? [entry.answer] : []));
  const identity = await session.identity({ signal });
  if ([...owners].some((owner) => owner !== identity.account)) {
    throw new ProviderError('Unavailable', `DescribeInstances: answered for another account than ${identity.account}`);
  }
  const askedAtMs = providerTimeMs ?? (await timeOfEc2(session, input));
  await noticeSpotEnds(session, shown, { signal });
  for (const facts of shown) rememberInstance(session, facts);
  return {
    providerTimeMs: askedAtMs,
    identity,
    machines: shown.map((facts) => observeInstance(session, facts, askedAtMs)),
    notFound: answers.flatMap((entry) => ('error' in entry && entry.named && isNotFound(entry.error) ? [entry.id] : [])),
  };
}

/** EC2's clock where every id was refused: the smallest question that it answers well. */
async function timeOfEc2(session: AwsSession, { signal }: OperationInput): Promise<number> {
  return (await describeInstances(session, { MaxResults: 5 }, { signal })).providerTimeMs;
}

/** Learns where machines are that this process has not seen; those that EC2 does not show stay unknown. */
export async function learnPlaces(session: AwsSession, machineIds: readonly string[], input: OperationInput): Promise<void> {
  if (machineIds.length === 0) return;
  try {
    const { signal } = input;
    await callByIds(machineIds, MAX_IDS_PER_INSPECT, async (ids) => {
      const { instances } = await describeInstances(session, { InstanceIds: [...ids] }, { signal });
      for (const facts of instances) rememberInstance(session, facts);
      return new Map(ids.map((id) => [id, true]));
    });
  } catch (error) {
    // Where not even a read is answered, a write is not tried.
    if (!isProviderError(error) || !isNotFound(error)) throw error;
  }
}
