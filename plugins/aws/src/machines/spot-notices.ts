import { DescribeSpotInstanceRequestsCommand } from '@aws-sdk/client-ec2';
import { isProviderError, type OperationInput } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import type { InstanceFacts } from './facts.js';
import { memoryOf } from './memory.js';
import { spotNotice } from './notices.js';

/**
 * What the status of a spot request says while its instance still runs and is about to be interrupted.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-request-status.html
 */
const MARKED = ['marked-for-termination', 'marked-for-stop', 'marked-for-hibernation'] as const;

/** A queue that was read this recently tells of interruptions sooner than any listing. */
const QUEUE_TRUSTED_MS = 60_000;
/** While it is read, listings are made this rarely: the rule that fills the queue may be wrong, and half of the notice is left then. */
const BESIDE_QUEUE_MS = 60_000;

/** Under which the memory keeps when spot requests were listed. */
const SPOT_REQUESTS = 'spot-requests';

const PAGE_SIZE = 1_000;

/**
 * Asks which spot machines are about to be interrupted, and keeps it in mind: DescribeInstances does not tell. Makes no call when no spot
 * machine is alive, and one a minute while the queue of events is being read.
 */
export async function noticeSpotEnds(session: AwsSession, shown: readonly InstanceFacts[], input: OperationInput): Promise<void> {
  if (!needsNotices(session, shown)) return;
  const { signal } = input;
  memoryOf(session).listedAtMs.set(SPOT_REQUESTS, session.context.now());
  try {
    let token: string | undefined;
    do {
      const wanted = { Filters: [{ Name: 'status-code', Values: [...MARKED] }], MaxResults: PAGE_SIZE, NextToken: token };
      const { output, providerTimeMs } = await session.read('ec2', new DescribeSpotInstanceRequestsCommand(wanted), { signal });
      for (const { InstanceId: id, Status: status } of output.SpotInstanceRequests ?? []) {
        const isMarked = MARKED.some((code) => code === status?.Code);
        if (id !== undefined && isMarked)
          memoryOf(session).notices.remember(id, spotNotice(status?.UpdateTime?.getTime() ?? providerTimeMs));
      }
      token = output.NextToken || undefined;
    } while (token !== undefined);
  } catch (error) {
    if (!isProviderError(error)) throw error;
    // The machines themselves are known all the same: a missing notice costs grace, a missing listing would cost certainty.
    session.context.log('warn', [{ name: 'errorClass', value: error.errorClass }], `spot interruptions cannot be listed: ${error.message}`);
  }
}

/** Whether a listing has to ask for notices: some spot machine may be interrupted, and no queue would tell. */
export function needsNotices(session: AwsSession, shown: readonly InstanceFacts[]): boolean {
  const { queueReadAtMs, listedAtMs } = memoryOf(session);
  const within = (atMs: number | undefined, ms: number): boolean => atMs !== undefined && Math.abs(session.context.now() - atMs) < ms;
  if (within(queueReadAtMs, QUEUE_TRUSTED_MS) && within(listedAtMs.get(SPOT_REQUESTS), BESIDE_QUEUE_MS)) return false;
  return shown.some(({ lifecycle, state }) => lifecycle === 'spot' && (state === 'running' || state === 'pending'));
}
