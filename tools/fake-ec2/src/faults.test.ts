import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clientConfiguration, IMAGE_ID, refusalOf, serve, START_MS, type Served } from './testing/served.ts';

let fake: Served;
beforeAll(async () => {
  fake = await serve({ virtualTimeMs: START_MS, accounts: { AKIAOTHEROTHEROTHER1: '222222222222' } });
});
beforeEach(async () => {
  await fake.control.reset();
  await fake.control.clearFaults();
});
afterAll(() => fake.stop());

const run = () => fake.ec2.send(new RunInstancesCommand({ ImageId: IMAGE_ID, InstanceType: 'm5.large', MinCount: 1, MaxCount: 1 }));
const launched = async () => (await fake.control.machines()).length;

describe('a fault', { tags: ['aws.fake-ec2', 'simulated'] }, () => {
  it('answers an error instead of acting, as often as it is told', async () => {
    await fake.control.addFault({
      action: 'RunInstances',
      kind: 'error',
      code: 'InsufficientInstanceCapacity',
      status: 400,
      skip: 1,
      times: 2,
    });
    await run();
    for (let call = 0; call < 2; call++)
      expect(await refusalOf(run())).toMatchObject({ name: 'InsufficientInstanceCapacity', status: 400 });
    await run();
    expect(await launched()).toBe(2);
  });

  it('answers an error although it acted', async () => {
    await fake.control.addFault({ action: 'RunInstances', kind: 'error', code: 'InternalError', status: 500, afterEffect: true });
    expect(await refusalOf(run())).toMatchObject({ name: 'InternalError', status: 500 });
    expect(await launched()).toBe(1);
  });

  it.each([
    ['reset', false, 0],
    ['reset', true, 1],
    ['lost-reply', false, 1],
    ['truncated', false, 1],
  ] as const)('%s (after effect: %s) breaks the connection when %i machines came', async (kind, afterEffect, count) => {
    await fake.control.addFault({ action: 'RunInstances', kind, afterEffect });
    await refusalOf(run());
    expect(await launched()).toBe(count);
    await run();
    expect(await launched()).toBe(count + 1);
  });

  it('leaves the caller waiting', async () => {
    await fake.control.addFault({ action: 'DescribeInstances', kind: 'hang' });
    const signal = AbortSignal.timeout(200);
    const call = fake.ec2.send(new DescribeInstancesCommand({}), { abortSignal: signal });
    expect((await refusalOf(call)).name).toMatch(/Abort|Timeout/);
  });

  it('speaks the protocol of its service', async () => {
    await fake.control.addFault({
      action: 'DescribeAutoScalingGroups',
      kind: 'error',
      code: 'ExpiredToken',
      message: 'expired',
      status: 403,
    });
    expect(await refusalOf(fake.autoScaling.send(new DescribeAutoScalingGroupsCommand({})))).toMatchObject({
      name: 'ExpiredToken',
      status: 403,
    });
  });

  it('may lose a page in the middle of a listing', async () => {
    for (let call = 0; call < 12; call++) await run();
    await fake.control.addFault({ action: 'DescribeInstances', kind: 'error', code: 'InternalError', status: 500, skip: 1 });
    const page = (NextToken?: string) => fake.ec2.send(new DescribeInstancesCommand({ MaxResults: 5, NextToken }));
    const { NextToken } = await page();
    await refusalOf(page(NextToken));
    expect((await page(NextToken)).Reservations).toHaveLength(5);
  });
});

describe('the fake', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('counts calls, shows its clock in every answer, and says whom a key belongs to', async () => {
    await fake.control.resetCounts();
    await run();
    await run();
    expect((await fake.counts()).calls).toEqual({ RunInstances: 2 });
    expect((await fetch(fake.url, { method: 'POST' })).headers.get('date')).toBe(new Date(START_MS).toUTCString());
    expect((await fake.sts.send(new GetCallerIdentityCommand({}))).Account).toBe('123456789012');
  });

  it('keeps accounts and regions apart', async () => {
    const elsewhere = new EC2Client(clientConfiguration(fake.url, 'eu-west-1', 'AKIAOTHEROTHEROTHER1'));
    await elsewhere.send(new RunInstancesCommand({ ImageId: IMAGE_ID, InstanceType: 'm5.large', MinCount: 2, MaxCount: 2 }));
    expect(await launched()).toBe(0);
    expect(await fake.control.machines({ account: '222222222222', region: 'eu-west-1' })).toHaveLength(2);
    elsewhere.destroy();
  });

  it('refuses unsigned calls and unknown actions as EC2 does, and unknown orders in words', async () => {
    const answer = await fetch(fake.url, { method: 'POST', body: 'Action=DescribeInstances' });
    expect([answer.status, await answer.text()]).toEqual([401, expect.stringContaining('<Code>AuthFailure</Code>')]);
    const authorization = 'AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/ec2/aws4_request, Signature=0';
    const unknown = await fetch(fake.url, { method: 'POST', body: 'Action=LaunchMissiles', headers: { authorization } });
    expect([unknown.status, await unknown.text()]).toEqual([400, expect.stringContaining('<Code>InvalidAction</Code>')]);
    await expect(fake.control.changeSettings({ colour: 'red' } as never)).rejects.toThrow('colour is no setting; there are throttling');
    await expect(fake.control.addFault({ action: 'RunInstances', kind: 'slow' } as never)).rejects.toThrow(
      'a fault has an action and a kind',
    );
    await expect(fake.control.addFault({ action: '*', kind: 'hang', often: 3 } as never)).rejects.toThrow('a fault has no often');
    await expect(fake.control.end({ ids: ['i-1'] })).rejects.toThrow('there is no machine i-1');
    await expect(fake.control.setPool({ type: 'm5.large', zone: '*', market: 'both' as never })).rejects.toThrow('a pool has a type');
    expect((await fetch(`${fake.url}/_fake/nothing`, { method: 'POST' })).status).toBe(404);
  });
});
