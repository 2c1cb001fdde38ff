import {
  CancelSpotFleetRequestsCommand,
  CancelSpotInstanceRequestsCommand,
  DescribeSpotFleetInstancesCommand,
  DescribeSpotFleetRequestHistoryCommand,
  DescribeSpotFleetRequestsCommand,
  DescribeSpotInstanceRequestsCommand,
  DescribeSpotPriceHistoryCommand,
  ModifySpotFleetRequestCommand,
  RequestSpotFleetCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
  type SpotFleetRequestConfigData,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTemplate, IMAGE_ID, refusalOf, serve, START_MS, type Served } from './testing/served.ts';

let fake: Served;
beforeAll(async () => {
  fake = await serve();
});
beforeEach(() => fake.control.reset());
afterAll(() => fake.stop());

const living = () => fake.control.machines({ liveOnly: true });

describe('spot requests', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  async function launch(count: number): Promise<readonly string[]> {
    const InstanceMarketOptions = { MarketType: 'spot' as const };
    const command = new RunInstancesCommand({
      ImageId: IMAGE_ID,
      InstanceType: 'm5.large',
      MinCount: count,
      MaxCount: count,
      InstanceMarketOptions,
    });
    return ((await fake.ec2.send(command)).Instances ?? []).map(({ InstanceId }) => InstanceId ?? '');
  }
  const codes = async () => {
    const { SpotInstanceRequests = [] } = await fake.ec2.send(new DescribeSpotInstanceRequestsCommand({}));
    return Object.fromEntries(SpotInstanceRequests.map(({ InstanceId, State, Status }) => [InstanceId, `${State} ${Status?.Code}`]));
  };

  it('tell what becomes of each machine', async () => {
    const [kept, marked, returned] = await launch(3);
    await fake.control.interrupt({ ids: [marked!] });
    await fake.ec2.send(new TerminateInstancesCommand({ InstanceIds: [returned!] }));
    expect(await codes()).toEqual({
      [kept!]: 'active fulfilled',
      [marked!]: 'active marked-for-termination',
      [returned!]: 'closed instance-terminated-by-user',
    });
    await fake.control.advance(120_000);
    expect((await codes())[marked!]).toBe('closed instance-terminated-no-capacity');
  });

  it('are found by their ids and states, and may be cancelled while the machine goes on', async () => {
    await launch(2);
    const { SpotInstanceRequests = [] } = await fake.ec2.send(
      new DescribeSpotInstanceRequestsCommand({ Filters: [{ Name: 'state', Values: ['active'] }] }),
    );
    const [id = ''] = SpotInstanceRequests.map(({ SpotInstanceRequestId }) => SpotInstanceRequestId ?? '');
    await fake.ec2.send(new CancelSpotInstanceRequestsCommand({ SpotInstanceRequestIds: [id] }));
    const again = await fake.ec2.send(new DescribeSpotInstanceRequestsCommand({ SpotInstanceRequestIds: [id] }));
    expect(again.SpotInstanceRequests).toMatchObject([{ State: 'cancelled', Status: { Code: 'request-canceled-and-instance-running' } }]);
    expect(await living()).toHaveLength(2);
    const unknown = fake.ec2.send(new DescribeSpotInstanceRequestsCommand({ SpotInstanceRequestIds: ['sir-zzzzzzzz'] }));
    expect((await refusalOf(unknown)).name).toBe('InvalidSpotInstanceRequestID.NotFound');
  });

  it('have prices of the hour, one for each pool', async () => {
    await fake.control.setPool({ type: 'm5.large', zone: 'us-east-1b', market: 'spot', spotPriceUsd: 0.0123 });
    const { SpotPriceHistory = [] } = await fake.ec2.send(
      new DescribeSpotPriceHistoryCommand({
        InstanceTypes: ['m5.large'],
        ProductDescriptions: ['Linux/UNIX'],
        StartTime: new Date(START_MS),
      }),
    );
    expect(SpotPriceHistory).toHaveLength(6);
    expect(SpotPriceHistory.find(({ AvailabilityZone }) => AvailabilityZone === 'us-east-1b')?.SpotPrice).toBe('0.012300');
  });
});

describe('a Spot Fleet', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  const ROLE = 'arn:aws:iam::123456789012:role/fleet';
  const SPECIFICATION = { ImageId: IMAGE_ID, InstanceType: 'm5.large' as const, Placement: { AvailabilityZone: 'us-east-1a' } };
  async function request(total: number, more: Partial<SpotFleetRequestConfigData> = {}): Promise<string> {
    const config: SpotFleetRequestConfigData = {
      IamFleetRole: ROLE,
      TargetCapacity: total,
      Type: 'request',
      LaunchSpecifications: [SPECIFICATION],
      ...more,
    };
    return (await fake.ec2.send(new RequestSpotFleetCommand({ SpotFleetRequestConfig: config }))).SpotFleetRequestId ?? '';
  }

  it('launches from specifications with tags and groups, and tells of itself', async () => {
    const TagSpecifications = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'of', Value: 'us' }] }];
    const id = await request(3, {
      LaunchSpecifications: [{ ...SPECIFICATION, TagSpecifications, WeightedCapacity: 2 }],
      AllocationStrategy: 'lowestPrice',
    });
    expect(await living()).toMatchObject([{ market: 'spot', tags: { of: 'us', 'aws:ec2spot:fleet-request-id': id } }, {}]);
    const { SpotFleetRequestConfigs } = await fake.ec2.send(new DescribeSpotFleetRequestsCommand({}));
    expect(SpotFleetRequestConfigs).toMatchObject([
      {
        SpotFleetRequestId: id,
        SpotFleetRequestState: 'active',
        ActivityStatus: 'fulfilled',
        SpotFleetRequestConfig: { TargetCapacity: 3, FulfilledCapacity: 4, Type: 'request', IamFleetRole: ROLE },
      },
    ]);
    expect((await fake.ec2.send(new DescribeSpotFleetInstancesCommand({ SpotFleetRequestId: id }))).ActiveInstances).toHaveLength(2);
  });

  it('launches from templates, part of it on demand', async () => {
    const LaunchTemplateId = await createTemplate(fake);
    const Overrides = [{ InstanceType: 'c5.large' as const, AvailabilityZone: 'us-east-1a' }];
    await request(4, {
      LaunchSpecifications: undefined,
      LaunchTemplateConfigs: [{ LaunchTemplateSpecification: { LaunchTemplateId, Version: '$Latest' }, Overrides }],
      OnDemandTargetCapacity: 1,
    });
    expect((await living()).map(({ type, market }) => `${type} ${market}`).toSorted()).toEqual([
      'c5.large on-demand',
      'c5.large spot',
      'c5.large spot',
      'c5.large spot',
    ]);
  });

  it('refills by itself unless it only asked once, and can then be changed', async () => {
    const id = await request(2, { Type: 'maintain' });
    const [first] = await living();
    await fake.ec2.send(new TerminateInstancesCommand({ InstanceIds: [first!.id] }));
    expect(await living()).toHaveLength(2);
    await fake.ec2.send(new ModifySpotFleetRequestCommand({ SpotFleetRequestId: id, TargetCapacity: 1 }));
    expect(await living()).toHaveLength(1);
    const once = await request(1);
    expect((await refusalOf(fake.ec2.send(new ModifySpotFleetRequestCommand({ SpotFleetRequestId: once, TargetCapacity: 1 })))).name).toBe(
      'InvalidSpotFleetRequestConfig',
    );
  });

  it('is cancelled with or without its machines', async () => {
    const id = await request(2);
    const cancel = (TerminateInstances: boolean) =>
      fake.ec2.send(
        new CancelSpotFleetRequestsCommand({ SpotFleetRequestIds: [id, 'sfr-00000000-0000-4000-a000-000000000000'], TerminateInstances }),
      );
    expect(await cancel(false)).toMatchObject({
      SuccessfulFleetRequests: [{ PreviousSpotFleetRequestState: 'active', CurrentSpotFleetRequestState: 'cancelled_running' }],
      UnsuccessfulFleetRequests: [{ Error: { Code: 'fleetRequestIdDoesNotExist' } }],
    });
    expect(await living()).toHaveLength(2);
    expect((await cancel(true)).SuccessfulFleetRequests).toMatchObject([{ CurrentSpotFleetRequestState: 'cancelled_terminating' }]);
    expect(await living()).toEqual([]);
  });

  it('tells in its history what it could not launch', async () => {
    await fake.control.setPool({ type: '*', zone: '*', market: 'spot', available: 0 });
    const id = await request(1);
    const { HistoryRecords } = await fake.ec2.send(
      new DescribeSpotFleetRequestHistoryCommand({ SpotFleetRequestId: id, StartTime: new Date(START_MS) }),
    );
    expect(HistoryRecords?.map(({ EventType }) => EventType)).toEqual(['fleetRequestChange', 'error']);
  });

  it('is the same for the same token', async () => {
    const id = await request(1, { ClientToken: 'one' });
    expect(await request(1, { ClientToken: 'one' })).toBe(id);
    expect((await refusalOf(request(2, { ClientToken: 'one' }))).name).toBe('IdempotentParameterMismatch');
    expect((await refusalOf(request(1, { IamFleetRole: '' }))).name).toBe('MissingParameter');
  });
});
