import { createHash } from 'node:crypto';
import type { SweepEvent } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { localServices, type WireAnswer } from '../../session/testing/local-service.js';
import { TestContext, readInput } from '@hostwright/plugin-testing';
import { testSession } from '../../session/testing/test-session.js';
import { rememberInstance } from '../remember.js';
import { sweep } from '../sweep/sweep.js';
import { DEPLOYMENT, machine, wireEc2 } from '../testing/wire-ec2.js';
import { feed } from './feed.js';

const serve = localServices();
const SPOT = machine('i-00000000000000001', { lifecycle: 'spot' });
const OTHER = machine('i-00000000000000002', { lifecycle: 'spot' });

const event = (type: string, id: string, time = new Date().toISOString(), region = 'us-east-1') =>
  JSON.stringify({
    version: '0',
    id: '12345678-1234-1234-1234-123456789012',
    'detail-type': type,
    source: 'aws.ec2',
    account: '123456789012',
    time,
    region,
    resources: [`arn:aws:ec2:us-east-1a:instance/${id}`],
    detail: { 'instance-id': id, 'instance-action': 'terminate' },
  });
const INTERRUPTION = 'EC2 Spot Instance Interruption Warning';

/** A context whose waits take no time. */
class HurriedContext extends TestContext {
  readonly pauses: number[] = [];
  override async sleep(durationMs: number): Promise<void> {
    this.pauses.push(durationMs);
  }
}

/** A queue that hands out these batches, one for each call, and then lets the reader wait. */
async function open(batches: readonly (readonly string[] | WireAnswer)[]) {
  const cloud = wireEc2([SPOT, OTHER]);
  const left = [...batches];
  const deleted: string[] = [];
  const service = await serve((request) => {
    if (request.action === 'DeleteMessageBatch') {
      const { Entries: entries } = JSON.parse(request.body) as { Entries: readonly { Id: string; ReceiptHandle: string }[] };
      deleted.push(...entries.map(({ ReceiptHandle: handle }) => handle));
      return json({ Successful: entries.map(({ Id }) => ({ Id })), Failed: [] });
    }
    if (request.action !== 'ReceiveMessage') return cloud.answer(request);
    const batch = left.shift();
    if (batch === undefined) return 'hang';
    if (!isBatch(batch)) return batch;
    return json({ Messages: batch.map((body, index) => toMessage(body, `${left.length}/${index}`)) });
  });
  const context = new HurriedContext();
  const { session } = testSession(service.url, { handlers: ['run-instances'] }, context);
  for (const { id, state = '', zone, tags = [] } of cloud.instances.values()) rememberInstance(session, { id, state, zone, tags });
  const stop = new AbortController();
  const hints: (string | undefined)[] = [];
  const queueUrl = `${service.url}/123456789012/events`;
  const fed = feed(session, queueUrl, { signal: stop.signal, emit: ({ machineId }) => hints.push(machineId) });
  const drained = async (): Promise<void> => {
    const received = () => service.requests.filter(({ action }) => action === 'ReceiveMessage').length;
    while (received() <= batches.length) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const machines = async () => {
    const events: SweepEvent[] = [];
    for await (const shown of sweep(session, { scope: { kind: 'deployment', deploymentId: DEPLOYMENT }, ...readInput() }))
      events.push(shown);
    return events.flatMap((shown) => (shown.type === 'page' ? shown.machines : []));
  };
  const end = async (): Promise<void> => {
    stop.abort();
    await fed;
  };
  return { context, service, hints, deleted, drained, machines, end };
}

/** As SQS hands it out; the SDK checks the digest. */
function toMessage(body: string, handle: string): object {
  return { MessageId: handle, ReceiptHandle: handle, Body: body, MD5OfBody: createHash('md5').update(body).digest('hex') };
}

function isBatch(batch: readonly string[] | WireAnswer): batch is readonly string[] {
  return Array.isArray(batch);
}

function json(body: object): WireAnswer {
  return { headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(body) };
}

const sqsError = (code: string): WireAnswer => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message: 'no' }),
});

describe('the feed of AWS', { tags: ['aws.reclaim', 'contract'] }, () => {
  it('emits a hint for each event, and takes the messages off the queue', async () => {
    const { hints, deleted, drained, end } = await open([
      [event(INTERRUPTION, SPOT.id), event('EC2 Instance State-change Notification', OTHER.id)],
      [event('EC2 Instance Rebalance Recommendation', OTHER.id)],
    ]);
    await drained();
    await end();
    expect(hints).toEqual([SPOT.id, OTHER.id, OTHER.id]);
    expect(deleted).toEqual(['1/0', '1/1', '0/0']);
  });

  it('lets the next sweep show the interruption with two minutes from the event on', async () => {
    const time = '2026-01-01T00:00:00.000Z';
    const { drained, machines, end } = await open([[event(INTERRUPTION, SPOT.id, time)]]);
    await drained();
    const [spot, other] = await machines();
    const atMs = Date.parse(time);
    expect([spot?.reclaim, other?.reclaim]).toEqual([{ reason: 'spot', noticedAtMs: atMs, deadlineAtMs: atMs + 120_000 }, undefined]);
    await end();
  });

  it(
    'leaves one listing of spot requests a minute, lest the rule that fills the queue is wrong',
    { tags: ['aws.calls', 'contract'] },
    async () => {
      const { context, drained, machines, end } = await open([[]]);
      await drained();
      const asked = () => context.calls.filter(({ action }) => action === 'DescribeSpotInstanceRequests').length;
      for (let sweeps = 0; sweeps < 5; sweeps += 1) await machines();
      expect(asked()).toBe(1);
      context.shiftMs += 61_000;
      await machines();
      expect(asked()).toBe(2);
      await end();
    },
  );

  it('gives nobody more time than from now on, whatever a message claims', async () => {
    const { drained, machines, end } = await open([[event(INTERRUPTION, SPOT.id, '2099-01-01T00:00:00Z')]]);
    await drained();
    const [spot] = await machines();
    expect(spot?.reclaim?.deadlineAtMs).toBeLessThan(Date.parse('2099-01-01T00:00:00Z'));
    await end();
  });

  it('passes over what is no event, of another region, or about no machine, and takes it off the queue', async () => {
    const messages = [
      'not json',
      'null',
      '{}',
      event(INTERRUPTION, 'i-1; DROP TABLE'),
      event(INTERRUPTION, SPOT.id, 'yesterday'),
      event(INTERRUPTION, SPOT.id, undefined, 'eu-west-1'),
      JSON.stringify({ 'detail-type': INTERRUPTION, detail: { 'instance-id': SPOT.id } }),
    ];
    const { hints, deleted, drained, machines, end } = await open([messages]);
    await drained();
    expect([hints, deleted.length, (await machines())[0]?.reclaim]).toEqual([[], messages.length, undefined]);
    await end();
  });

  it('takes no notice of machines of others: a queue may tell of a whole account', async () => {
    const { hints, drained, machines, end } = await open([[event(INTERRUPTION, 'i-0000000000000ffff')]]);
    await drained();
    expect([hints, (await machines()).map(({ machineId }) => machineId)]).toEqual([[], [SPOT.id, OTHER.id]]);
    await end();
  });

  it('tries a broken queue again, more and more slowly, says so once, and goes on', async () => {
    const broken = sqsError('QueueDoesNotExist');
    const { context, hints, drained, end } = await open([broken, broken, broken, [event(INTERRUPTION, SPOT.id)]]);
    await drained();
    await end();
    expect(context.pauses).toEqual([750, 1_500, 3_000]);
    expect(context.lines.filter((line) => line.includes('queue of events')).length).toBe(1);
    expect(hints).toEqual([SPOT.id]);
  });

  it('waits on the queue’s side: one call for twenty seconds', { tags: ['aws.calls', 'contract'] }, async () => {
    const { service, context, drained, end } = await open([]);
    await drained();
    await end();
    const body: unknown = JSON.parse(service.requests[0]?.body ?? '{}');
    expect(body).toMatchObject({ WaitTimeSeconds: 20, MaxNumberOfMessages: 10 });
    expect(context.calls[0]).toMatchObject({ action: 'ReceiveMessage', effect: 'read', deadlineMs: 30_000 });
  });

  it('ends when it is aborted while it waits', async () => {
    const { drained, end } = await open([]);
    await drained();
    await expect(end()).resolves.toBeUndefined();
  });
});
