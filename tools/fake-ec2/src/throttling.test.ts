import { DescribeInstancesCommand, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IMAGE_ID, refusalOf, serve, START_MS, type Served } from './testing/served.ts';

let fake: Served;
beforeAll(async () => {
  fake = await serve({ virtualTimeMs: START_MS, throttling: true });
});
beforeEach(async () => {
  await fake.control.reset();
  await fake.control.resetCounts();
});
afterAll(() => fake.stop());

const run = (count: number) =>
  fake.ec2.send(new RunInstancesCommand({ ImageId: IMAGE_ID, InstanceType: 'm5.large', MinCount: count, MaxCount: count }));
const THROTTLED = { name: 'RequestLimitExceeded', status: 503 };

describe('rate limits', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('take a request token for each call, given back with time', async () => {
    for (let call = 0; call < 5; call++) await run(1);
    expect(await refusalOf(run(1))).toMatchObject(THROTTLED);
    await fake.control.advance(1000);
    await run(1);
    await run(1);
    expect(await refusalOf(run(1))).toMatchObject(THROTTLED);
    expect(await fake.counts()).toEqual({ calls: { RunInstances: 9 }, throttled: { RunInstances: 2 } });
  });

  it('take a token for each machine: a thousand at once, then two in a second', async () => {
    await run(1000);
    expect(await refusalOf(run(1))).toMatchObject(THROTTLED);
    await fake.control.advance(10_000);
    await run(20);
    expect(await refusalOf(run(1))).toMatchObject(THROTTLED);
    expect(await fake.control.machines()).toHaveLength(1020);
  });

  it('hold for the ids of a termination', async () => {
    await run(1000);
    const ids = (await fake.control.machines()).map(({ id }) => id);
    const terminate = () => fake.ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }));
    await terminate();
    expect(await refusalOf(terminate())).toMatchObject(THROTTLED);
    await fake.control.advance(50_000);
    await terminate();
  });

  it('are smaller for listings that name neither filter nor page', async () => {
    const list = (input: { MaxResults?: number }) => fake.ec2.send(new DescribeInstancesCommand(input));
    for (let call = 0; call < 50; call++) await list({});
    expect(await refusalOf(list({}))).toMatchObject(THROTTLED);
    for (let call = 0; call < 100; call++) await list({ MaxResults: 1000 });
    expect(await refusalOf(list({ MaxResults: 1000 }))).toMatchObject(THROTTLED);
  });

  it('grow with the quota', async () => {
    await fake.control.changeSettings({ throttlingFactor: 10 });
    for (let call = 0; call < 50; call++) await run(1);
    expect(await refusalOf(run(1))).toMatchObject(THROTTLED);
    await fake.control.changeSettings({ throttlingFactor: 1 });
  });
});
