import { DeleteMessageBatchCommand, ReceiveMessageCommand, type Message } from '@aws-sdk/client-sqs';
import { isProviderError, type MachineHint, type OperationInput } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import { memoryOf } from '../memory.js';
import { spotNotice } from '../notices.js';
import { readEvent } from './read-event.js';

/** The longest that SQS waits for a message, and the most that it hands out. Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const WAIT_SECONDS = 20;
const MOST_MESSAGES = 10;
/** SQS answers after the wait; the rest is for the way. */
const RECEIVE_DEADLINE_MS = 30_000;

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

type FeedInput = OperationInput & { readonly emit: (hint: MachineHint) => void };

/**
 * Reads events from a queue until the signal is aborted. Each about a machine of ours is a hint; an interruption is kept in mind, so that
 * the sweep that the hint triggers shows it with its deadline. A queue that cannot be read is tried again, more and more slowly, and ends nothing.
 */
export async function feed(session: AwsSession, queueUrl: string, input: FeedInput): Promise<void> {
  let failures = 0;
  while (!input.signal.aborted) {
    try {
      await takeMessages(session, queueUrl, input);
      failures = 0;
    } catch (error) {
      if (input.signal.aborted) return;
      if (!isProviderError(error)) throw error;
      failures += 1;
      if (failures === 1)
        session.context.log(
          'warn',
          [{ name: 'errorClass', value: error.errorClass }],
          `the queue of events cannot be read: ${error.message}`,
        );
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)) * (0.5 + session.context.random() / 2);
      await session.context.sleep(pauseMs, input.signal).catch(() => undefined);
    }
  }
}

async function takeMessages(session: AwsSession, queueUrl: string, { emit, signal }: FeedInput): Promise<void> {
  const receive = new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: WAIT_SECONDS, MaxNumberOfMessages: MOST_MESSAGES });
  const { output, providerTimeMs } = await session.read('sqs', receive, { signal }, { deadlineMs: RECEIVE_DEADLINE_MS });
  memoryOf(session).queueReadAtMs = session.context.now();
  const messages = output.Messages ?? [];
  for (const { Body: body = '' } of messages) take(session, body, providerTimeMs, emit);
  await remove(session, queueUrl, messages, signal);
}

function take(session: AwsSession, body: string, providerTimeMs: number, emit: FeedInput['emit']): void {
  const event = readEvent(body);
  if (event === undefined || event.region !== session.region) return;
  const { machineId, takesAway, atMs } = event;
  // Whatever a message claims, nobody is given more time than from now on.
  if (takesAway !== undefined) {
    const notice = { ...spotNotice(Math.min(atMs, providerTimeMs)), reason: takesAway };
    memoryOf(session).notices.remember(machineId, notice);
  }
  // A queue may tell of every machine of the account: a sweep for each of those would be a sweep a second.
  if (memoryOf(session).placeOf(machineId) !== undefined) emit({ machineId });
}

/** Declared as a read: a message is taken off the queue, nothing of the site's changes, and doing it again does no harm. */
async function remove(session: AwsSession, queueUrl: string, messages: readonly Message[], signal: AbortSignal): Promise<void> {
  const entries = messages.flatMap(({ ReceiptHandle: handle }, index) =>
    handle === undefined ? [] : [{ Id: String(index), ReceiptHandle: handle }],
  );
  if (entries.length === 0) return;
  await session.read('sqs', new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }), { signal });
}
