import { DescribeInstancesCommand, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { ProviderError } from '@hostwright/core/provider';
import { describe, expect, it } from 'vitest';
import { callerIdentity, ec2Error, localServices, type WireAnswer } from './testing/local-service.js';
import { readInput, writeInput } from '@hostwright/plugin-testing';
import { testSession } from './testing/test-session.js';

const start = localServices();
const describeInstances = new DescribeInstancesCommand({ MaxResults: 1000 });
const page: WireAnswer = {
  headers: { date: 'Sun, 29 Nov 2026 12:00:00 GMT' },
  body: '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><reservationSet><item><reservationId>r-1</reservationId></item></reservationSet></DescribeInstancesResponse>',
};

async function failureOf(promise: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await promise.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}

describe('a session', { tags: ['aws.calls', 'simulated'] }, () => {
  it('answers what the service answered, with the service’s own time', async () => {
    const service = await start(() => page);
    const { session, context } = testSession(service.url);
    const { output, providerTimeMs } = await session.read('ec2', new DescribeInstancesCommand({}), readInput(), {
      also: [{ action: 'more', cost: 3 }],
      cost: 2,
    });
    expect(output.Reservations?.[0]?.ReservationId).toBe('r-1');
    expect(providerTimeMs).toBe(Date.parse('2026-11-29T12:00:00Z'));
    expect(context.calls).toEqual([
      expect.objectContaining({
        action: 'DescribeInstances',
        effect: 'read',
        cost: 2,
        also: [{ action: 'more', cost: 3 }],
        deadlineMs: 30_000,
      }),
    ]);
    expect(service.requests[0]?.headers['user-agent']).toContain('hostwright/');
    session.close();
  });

  it('sends each call once, whatever comes back', async () => {
    const service = await start(() => ec2Error('InternalError', 'An internal error has occurred', 500));
    const { session } = testSession(service.url);
    const run = new RunInstancesCommand({ MinCount: 1, MaxCount: 1, ClientToken: 'token-1' });
    expect(await failureOf(session.write('ec2', 'create', run, writeInput()))).toMatchObject({
      errorClass: 'OutcomeUnknown',
      code: 'InternalError',
    });
    expect(await failureOf(session.read('ec2', describeInstances, readInput()))).toMatchObject({ errorClass: 'Unavailable' });
    expect(service.requests.map(({ action }) => action)).toEqual(['RunInstances', 'DescribeInstances']);
    expect(service.requests[0]?.body).toContain('ClientToken=token-1');
  });

  it('gives a body to the caller’s own reader, each time the command is sent', async () => {
    const service = await start(() => page);
    const { session } = testSession(service.url);
    const bodies: string[] = [];
    const takeBody = async (pieces: AsyncIterable<Uint8Array>): Promise<void> => {
      const chunks: Uint8Array[] = [];
      for await (const piece of pieces) chunks.push(piece);
      bodies.push(Buffer.concat(chunks).toString());
    };
    for (let times = 0; times < 2; times += 1) {
      const { output, providerTimeMs } = await session.read('ec2', describeInstances, readInput(), { takeBody });
      expect(output.Reservations).toBeUndefined();
      expect(providerTimeMs).toBe(Date.parse('2026-11-29T12:00:00Z'));
    }
    expect(bodies).toEqual([(page as { body: string }).body, (page as { body: string }).body]);
  });

  it('keeps errors away from the caller’s own reader', async () => {
    const service = await start(() => ec2Error('RequestLimitExceeded', 'Request limit exceeded.', 503, { 'retry-after': '7' }));
    const { session } = testSession(service.url);
    const failure = await failureOf(session.read('ec2', describeInstances, readInput(), { takeBody: async () => expect.unreachable() }));
    expect(failure).toMatchObject({ errorClass: 'Throttled', code: 'RequestLimitExceeded', retryAfterMs: 7_000 });
  });

  it('asks whose credentials it has once', async () => {
    const service = await start(() => callerIdentity());
    const { session } = testSession(service.url);
    const identity = { account: '123456789012', region: 'us-east-1', principal: 'arn:aws:iam::123456789012:user/u' };
    expect([await session.identity(readInput()), await session.identity(readInput())]).toEqual([identity, identity]);
    expect(service.requests).toHaveLength(1);
  });
});

describe('a lost call', { tags: ['aws.errors', 'simulated'] }, () => {
  const terminate = new TerminateInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'] });

  it('was never sent when nobody listens', async () => {
    const service = await start(() => page);
    await service.stop();
    const { session } = testSession(service.url);
    const failure = await failureOf(session.write('ec2', 'delete', terminate, writeInput()));
    expect(failure).toMatchObject({ errorClass: 'Unavailable' });
    expect(failure.message).toBe('ec2 TerminateInstances: nothing was sent (ECONNREFUSED): check endpoint and proxy: nobody listens there');
  });

  it('is an unknown outcome when the connection breaks after it left', async () => {
    const service = await start(() => 'reset');
    const { session } = testSession(service.url);
    expect(await failureOf(session.write('ec2', 'delete', terminate, writeInput()))).toMatchObject({ errorClass: 'OutcomeUnknown' });
    expect(await failureOf(session.read('ec2', describeInstances, readInput()))).toMatchObject({ errorClass: 'Unavailable' });
    expect(service.requests).toHaveLength(2);
  });

  it('is an unknown outcome when no answer comes in time', async () => {
    const service = await start(() => 'hang');
    const { session } = testSession(service.url);
    expect(await failureOf(session.write('ec2', 'delete', terminate, writeInput(), { deadlineMs: 200 }))).toMatchObject({
      errorClass: 'OutcomeUnknown',
      message: 'ec2 TerminateInstances: no answer in time (ETIMEDOUT)',
    });
  });

  it('is an unknown outcome when the answer is none of AWS’s', async () => {
    const service = await start(() => ({
      status: 500,
      headers: { 'content-type': 'text/html' },
      body: '<html><body><p>Oops<br></body></html>',
    }));
    const { session } = testSession(service.url);
    expect(await failureOf(session.write('ec2', 'delete', terminate, writeInput()))).toMatchObject({
      errorClass: 'OutcomeUnknown',
      code: undefined,
    });
    expect(await failureOf(session.read('ec2', describeInstances, readInput()))).toMatchObject({
      errorClass: 'Unavailable',
      code: undefined,
    });
  });

  it('was never sent when it cannot even be written', async () => {
    const service = await start(() => page);
    const { session } = testSession(service.url);
    const unreadable = {
      get InstanceIds(): string[] {
        throw new TypeError('it cannot be read');
      },
    };
    const wrong = new TerminateInstancesCommand(unreadable);
    const failure = await failureOf(session.write('ec2', 'delete', wrong, writeInput()));
    expect(failure).toMatchObject({ errorClass: 'Unavailable', message: 'ec2 TerminateInstances: nothing was sent (it cannot be read)' });
    expect(service.requests).toEqual([]);
  });

  it('ends when its caller gives up', async () => {
    const service = await start(() => 'hang');
    const { session } = testSession(service.url);
    const stop = new AbortController();
    const failure = failureOf(session.read('ec2', describeInstances, readInput(stop.signal)));
    while (service.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort(new Error('enough'));
    expect(await failure).toMatchObject({ errorClass: 'Unavailable' });
  });
});
