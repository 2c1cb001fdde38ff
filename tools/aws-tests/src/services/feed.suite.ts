import { CreateQueueCommand, GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startMoto, type Moto } from '@hostwright/emulators/moto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCloud, REGION, type Cloud } from '../cloud/cloud.js';
import { connect, type Connection } from '../plugin/connection.js';

let moto: Moto;
let cloud: Cloud;
let queue: SQSClient;
let queueUrl: string;
let connection: Connection;
beforeAll(async () => {
  moto = await startMoto();
  cloud = await openCloud(moto);
  queue = new SQSClient({ endpoint: cloud.proxy.url, region: REGION, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  const { QueueUrl = '' } = await queue.send(new CreateQueueCommand({ QueueName: 'spot-events' }));
  queueUrl = QueueUrl;
  connection = await connect(cloud, { eventQueueUrl: queueUrl });
});
afterAll(async () => {
  await connection.close();
  queue.destroy();
  await cloud.close();
  await moto.stop();
});

/** As EventBridge puts it into the queue. Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html */
function interruption(machineId: string): string {
  return JSON.stringify({
    version: '0',
    id: '12345678-1234-1234-1234-123456789012',
    'detail-type': 'EC2 Spot Instance Interruption Warning',
    source: 'aws.ec2',
    account: cloud.account,
    time: new Date().toISOString(),
    region: REGION,
    resources: [`arn:aws:ec2:${REGION}:${cloud.account}:instance/${machineId}`],
    detail: { 'instance-id': machineId, 'instance-action': 'terminate' },
  });
}

/** Messages that the queue holds, handed out or not. */
async function messagesLeft(): Promise<number> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes } = await queue.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }));
  return names.reduce((sum, name) => sum + Number(Attributes?.[name]), 0);
}

describe('the queue of events', { tags: ['aws.reclaim', 'emulated'] }, () => {
  it('tells of an interruption, once, with the moment at which AWS acts', async () => {
    const ready = await connection.prepare({ priceType: 'spot' }, 2);
    const [interrupted = '', other = ''] = (await ready.launch()).machines.map(({ machineId }) => machineId);
    await queue.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'not an event' }));
    await queue.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: interruption(interrupted) }));
    const stop = new AbortController();
    const hints: (string | undefined)[] = [];
    const fed = connection.provider.machines.feed?.({ signal: stop.signal, emit: ({ machineId }) => hints.push(machineId) });
    // What was read is taken off the queue, and so comes once.
    while ((await messagesLeft()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    await fed;
    expect(hints).toEqual([interrupted]);

    const { machines } = await connection.provider.machines.inspect({ signal: ready.write.signal, machineIds: [interrupted, other] });
    const notices = new Map(machines.map(({ machineId, reclaim }) => [machineId, reclaim]));
    expect(notices.get(other)).toBeUndefined();
    expect(notices.get(interrupted)).toMatchObject({ reason: 'spot' });
    const { noticedAtMs = 0, deadlineAtMs = 0 } = notices.get(interrupted) ?? {};
    expect(deadlineAtMs - noticedAtMs).toBe(120_000);
  });
});
