import {
  CreateFleetCommand,
  DeleteFleetsCommand,
  DescribeFleetInstancesCommand,
  DescribeFleetsCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  ModifyFleetCommand,
  TerminateInstancesCommand,
  type CreateFleetCommandInput,
  type CreateFleetCommandOutput,
  type FleetLaunchTemplateOverridesRequest,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTemplate, refusalOf, serve, type Served } from './testing/served.ts';

let fake: Served;
let templateId: string;
beforeAll(async () => {
  fake = await serve();
});
beforeEach(async () => {
  await fake.control.reset();
  templateId = await createTemplate(fake, { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'of', Value: 'us' }] }] });
});
afterAll(() => fake.stop());

const A: FleetLaunchTemplateOverridesRequest = { InstanceType: 'm5.large', AvailabilityZone: 'us-east-1a' };
const B: FleetLaunchTemplateOverridesRequest = { InstanceType: 'm5.large', AvailabilityZone: 'us-east-1b' };
const C: FleetLaunchTemplateOverridesRequest = { InstanceType: 'c5.large', AvailabilityZone: 'us-east-1a' };

function fleet(total: number, overrides: readonly FleetLaunchTemplateOverridesRequest[], more: Partial<CreateFleetCommandInput> = {}) {
  return fake.ec2.send(
    new CreateFleetCommand({
      Type: 'instant',
      LaunchTemplateConfigs: [{ LaunchTemplateSpecification: { LaunchTemplateId: templateId, Version: '1' }, Overrides: [...overrides] }],
      TargetCapacitySpecification: { TotalTargetCapacity: total, DefaultTargetCapacityType: 'on-demand' },
      ...more,
    }),
  );
}

/** How many machines came from each pool. */
function poolsOf({ Instances = [] }: CreateFleetCommandOutput): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Instances.map(({ LaunchTemplateAndOverrides, InstanceIds = [] }) => {
      const { InstanceType, AvailabilityZone } = LaunchTemplateAndOverrides?.Overrides ?? {};
      return [`${InstanceType} ${AvailabilityZone}`, InstanceIds.length];
    }),
  );
}

const codesOf = ({ Errors = [] }: CreateFleetCommandOutput) => Errors.map(({ ErrorCode }) => ErrorCode);
const living = () => fake.control.machines({ liveOnly: true });
const setPool = (override: FleetLaunchTemplateOverridesRequest, available: number, spotPriceUsd?: number) =>
  fake.control.setPool({
    type: override.InstanceType ?? '*',
    zone: override.AvailabilityZone ?? '*',
    market: '*',
    available,
    ...(spotPriceUsd !== undefined && { spotPriceUsd }),
  });
const spotOf = (total: number) => ({ TotalTargetCapacity: total, DefaultTargetCapacityType: 'spot' as const });

describe('an instant fleet', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('launches a thousand machines in one call and names them', async () => {
    const answer = await fleet(1000, [A]);
    expect(answer.Instances?.flatMap(({ InstanceIds = [] }) => InstanceIds)).toHaveLength(1000);
    expect(answer.Errors ?? []).toEqual([]);
    expect(await living()).toHaveLength(1000);
  });

  it('tags its machines with the template’s tags and its own id, and nothing else shows it', async () => {
    const { FleetId = '' } = await fleet(1, [A]);
    expect((await living())[0]?.tags).toEqual({
      of: 'us',
      'aws:ec2:fleet-id': FleetId,
      'aws:ec2launchtemplate:id': templateId,
      'aws:ec2launchtemplate:version': '1',
    });
    expect((await fake.ec2.send(new DescribeFleetsCommand({}))).Fleets ?? []).toEqual([]);
    expect((await fake.ec2.send(new DescribeFleetsCommand({ FleetIds: [FleetId] }))).Fleets).toMatchObject([
      { Type: 'instant', FulfilledCapacity: 1 },
    ]);
  });

  it('tags itself and its machines by the call, which only an instant fleet may', async () => {
    const tags = (ResourceType: 'instance' | 'fleet' | 'volume', Value: string) => ({ ResourceType, Tags: [{ Key: 'of', Value }] });
    const TagSpecifications = [tags('instance', 'me'), tags('fleet', 'all'), tags('volume', 'disk')];
    const { FleetId = '' } = await fleet(1, [A], { TagSpecifications });
    expect((await living())[0]?.tags).toMatchObject({ of: 'me' });
    expect((await fake.ec2.send(new DescribeFleetsCommand({ FleetIds: [FleetId] }))).Fleets).toMatchObject([
      { Tags: [{ Key: 'of', Value: 'all' }] },
    ]);
    expect((await refusalOf(fleet(1, [A], { Type: 'request', TagSpecifications }))).name).toBe('InvalidParameterValue');
    await fleet(1, [A], { Type: 'request', TagSpecifications: [tags('fleet', 'all')] });
  });

  it('gives what there is, and names each pool that gave too little', async () => {
    await setPool(A, 3);
    await setPool(B, 2);
    const answer = await fleet(10, [A, B]);
    expect(poolsOf(answer)).toEqual({ 'm5.large us-east-1a': 3, 'm5.large us-east-1b': 2 });
    expect(answer.Errors).toMatchObject([
      { ErrorCode: 'InsufficientInstanceCapacity', Lifecycle: 'on-demand', LaunchTemplateAndOverrides: { Overrides: A } },
      { ErrorCode: 'InsufficientInstanceCapacity', Lifecycle: 'on-demand', LaunchTemplateAndOverrides: { Overrides: B } },
    ]);
  });

  it('stops at a quota', async () => {
    await fake.control.changeSettings({ spotLimit: 4 });
    const answer = await fleet(10, [A, B], { TargetCapacitySpecification: spotOf(10) });
    await fake.control.changeSettings({ spotLimit: undefined });
    expect(await living()).toHaveLength(4);
    expect(new Set(codesOf(answer))).toEqual(new Set(['MaxSpotInstanceCountExceeded']));
  });

  it('launches from the overrides that are right when others are wrong', async () => {
    const nowhere = { InstanceType: 'hpc7a.48xlarge' as const, AvailabilityZone: 'us-east-1c' };
    const answer = await fleet(2, [nowhere, { ...A, ImageId: 'ami-00000000' }, B]);
    expect(poolsOf(answer)).toEqual({ 'm5.large us-east-1b': 2 });
    expect(codesOf(answer)).toEqual(['InvalidFleetConfiguration', 'InvalidAMIID.NotFound']);
  });

  it.each([
    ['lowest-price', { 'c5.large us-east-1a': 6 }],
    ['diversified', { 'm5.large us-east-1a': 2, 'm5.large us-east-1b': 2, 'c5.large us-east-1a': 2 }],
    ['capacity-optimized', { 'm5.large us-east-1b': 6 }],
    ['price-capacity-optimized', { 'm5.large us-east-1a': 6 }],
    ['capacity-optimized-prioritized', { 'm5.large us-east-1a': 6 }],
  ] as const)('chooses spot pools as %s says', async (AllocationStrategy, pools) => {
    await setPool(A, 100, 0.02);
    await setPool(B, 1000, 0.03);
    await setPool(C, AllocationStrategy === 'price-capacity-optimized' ? 5 : 50, 0.01);
    const overrides = [
      { ...A, Priority: 1 },
      { ...B, Priority: 2 },
      { ...C, Priority: 3 },
    ];
    const answer = await fleet(6, overrides, { SpotOptions: { AllocationStrategy }, TargetCapacitySpecification: spotOf(6) });
    expect(poolsOf(answer)).toEqual(pools);
  });

  it('spreads the lowest price over as many pools as it is told', async () => {
    await setPool(A, 100, 0.02);
    await setPool(B, 100, 0.03);
    await setPool(C, 100, 0.01);
    const SpotOptions = { AllocationStrategy: 'lowest-price' as const, InstancePoolsToUseCount: 2 };
    const answer = await fleet(6, [A, B, C], { SpotOptions, TargetCapacitySpecification: spotOf(6) });
    expect(poolsOf(answer)).toEqual({ 'c5.large us-east-1a': 3, 'm5.large us-east-1a': 3 });
  });

  it('follows priorities on demand', async () => {
    const OnDemandOptions = { AllocationStrategy: 'prioritized' as const };
    expect(
      poolsOf(
        await fleet(
          2,
          [
            { ...A, Priority: 2 },
            { ...B, Priority: 1 },
          ],
          { OnDemandOptions },
        ),
      ),
    ).toEqual({ 'm5.large us-east-1b': 2 });
  });

  it('counts units, over the target by less than one machine', async () => {
    await fleet(10, [{ ...A, WeightedCapacity: 4 }]);
    expect(await living()).toHaveLength(3);
  });

  it('counts vCPUs when it is told to', async () => {
    await fleet(8, [A], {
      TargetCapacitySpecification: { TotalTargetCapacity: 8, TargetCapacityUnitType: 'vcpu', DefaultTargetCapacityType: 'on-demand' },
    });
    expect(await living()).toHaveLength(4);
  });

  it('divides the target between the markets', async () => {
    await fleet(10, [A], {
      TargetCapacitySpecification: { TotalTargetCapacity: 10, OnDemandTargetCapacity: 3, DefaultTargetCapacityType: 'spot' },
    });
    const markets = (await living()).map(({ market }) => market);
    expect(markets.filter((market) => market === 'on-demand')).toHaveLength(3);
    expect(markets.filter((market) => market === 'spot')).toHaveLength(7);
  });

  it('launches nothing below its least capacity', async () => {
    await setPool(A, 3);
    const SpotOptions = { MinTargetCapacity: 5, SingleAvailabilityZone: true };
    const answer = await fleet(5, [A], { SpotOptions, TargetCapacitySpecification: spotOf(5) });
    expect(await living()).toEqual([]);
    expect(codesOf(answer)).toEqual(['InsufficientInstanceCapacity']);
  });

  it('pays no more than the highest price', async () => {
    await setPool(A, 10, 0.5);
    const answer = await fleet(1, [{ ...A, MaxPrice: '0.4' }], { TargetCapacitySpecification: spotOf(1) });
    expect(codesOf(answer)).toEqual(['SpotMaxPriceTooLow']);
  });

  it('chooses types by attributes, which replace the template’s type', async () => {
    const wanted = { VCpuCount: { Min: 8, Max: 8 }, MemoryMiB: { Min: 65_536 }, ExcludedInstanceTypes: ['r5.*'] };
    await fleet(1, [{ InstanceRequirements: wanted, AvailabilityZone: 'us-east-1a' }], {});
    expect(await living()).toMatchObject([{ type: 'r6i.2xlarge' }]);
  });

  it('is the same fleet for the same client token, and another in another zone', async () => {
    const first = await fleet(2, [A], { ClientToken: 'one' });
    expect((await fleet(2, [A], { ClientToken: 'one' })).Instances).toEqual(first.Instances);
    expect((await refusalOf(fleet(3, [A], { ClientToken: 'one' }))).name).toBe('IdempotentParameterMismatch');
    expect((await fleet(2, [B], { ClientToken: 'one' })).FleetId).not.toBe(first.FleetId);
    expect(await living()).toHaveLength(4);
  });

  it.each([
    [{ TargetCapacitySpecification: { TotalTargetCapacity: 10_001 } }, 'InvalidTargetCapacitySpecification'],
    [{ SpotOptions: { AllocationStrategy: 'cheapest' as never } }, 'InvalidFleetConfig'],
    [{ SpotOptions: { AllocationStrategy: 'diversified' as const, InstancePoolsToUseCount: 2 } }, 'InvalidFleetConfig'],
    [
      { LaunchTemplateConfigs: [{ LaunchTemplateSpecification: { LaunchTemplateName: 'none', Version: '1' } }] },
      'InvalidLaunchTemplateName.NotFoundException',
    ],
    [{ Type: 'sometimes' as never }, 'InvalidParameterValue'],
  ])('refuses %j', async (more, code) => {
    expect((await refusalOf(fleet(1, [A], more))).name).toBe(code);
  });

  it('refuses two subnets in one zone', async () => {
    const { id } = await fake.control.addSubnet({ zone: 'us-east-1a' });
    const { Subnets = [] } = await fake.ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'availability-zone', Values: ['us-east-1a'] }] }),
    );
    const [first = ''] = Subnets.filter(({ DefaultForAz }) => DefaultForAz === true).map(({ SubnetId }) => SubnetId ?? '');
    const overrides = [first, id].map((SubnetId) => ({ InstanceType: 'm5.large' as const, SubnetId }));
    expect((await refusalOf(fleet(1, overrides))).name).toBe('InvalidFleetConfig');
  });

  it('refuses a weight of nothing', async () => {
    expect((await refusalOf(fleet(1, [{ ...A, WeightedCapacity: 0 }]))).name).toBe('InvalidParameterValue');
  });
});

describe('a fleet that stays', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  const create = async (type: 'request' | 'maintain', total: number, more: Partial<CreateFleetCommandInput> = {}) =>
    (await fleet(total, [A], { Type: type, ...more })).FleetId ?? '';
  const end = async (count: number) => {
    const ids = (await living()).slice(0, count).map(({ id }) => id);
    await fake.ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }));
  };

  it('launches after its delay', async () => {
    await fake.control.changeSettings({ fulfilMs: 20_000 });
    const id = await create('request', 5);
    expect((await fake.ec2.send(new DescribeFleetsCommand({ FleetIds: [id] }))).Fleets).toMatchObject([
      { ActivityStatus: 'pending_fulfillment', FulfilledCapacity: 0 },
    ]);
    await fake.control.advance(20_000);
    expect(await living()).toHaveLength(5);
    await fake.control.changeSettings({ fulfilMs: 0 });
  });

  it('replaces what it lost when it maintains its target', async () => {
    const id = await create('maintain', 5);
    await end(2);
    expect(await living()).toHaveLength(5);
    expect((await fake.ec2.send(new DescribeFleetInstancesCommand({ FleetId: id }))).ActiveInstances).toHaveLength(5);
  });

  it('replaces nothing when it only asked once', async () => {
    await create('request', 5);
    await end(2);
    await fake.control.advance(600_000);
    expect(await living()).toHaveLength(3);
  });

  it('comes back later for what there was no room for', async () => {
    await setPool(A, 2);
    const id = await create('request', 5);
    expect((await fake.ec2.send(new DescribeFleetsCommand({ FleetIds: [id] }))).Fleets).toMatchObject([
      { ActivityStatus: 'pending_fulfillment', FulfilledCapacity: 2 },
    ]);
    await setPool(A, 100);
    await fake.control.advance(60_000);
    expect(await living()).toHaveLength(5);
  });

  it('ends what is too much, or keeps it, as its policy says', async () => {
    const target = (TotalTargetCapacity: number) => ({ TotalTargetCapacity, DefaultTargetCapacityType: 'on-demand' as const });
    const id = await create('maintain', 5, { ExcessCapacityTerminationPolicy: 'no-termination' });
    await fake.ec2.send(new ModifyFleetCommand({ FleetId: id, TargetCapacitySpecification: target(3) }));
    expect(await living()).toHaveLength(5);
    await end(2);
    expect(await living()).toHaveLength(3);
    await fake.ec2.send(
      new ModifyFleetCommand({ FleetId: id, ExcessCapacityTerminationPolicy: 'termination', TargetCapacitySpecification: target(1) }),
    );
    expect(await living()).toHaveLength(1);
    const request = await create('request', 1);
    expect(
      (await refusalOf(fake.ec2.send(new ModifyFleetCommand({ FleetId: request, TargetCapacitySpecification: target(2) })))).name,
    ).toBe('InvalidFleetType');
  });

  it('is deleted with or without its machines', async () => {
    const remove = (id: string, TerminateInstances: boolean) =>
      fake.ec2.send(new DeleteFleetsCommand({ FleetIds: [id], TerminateInstances }));
    const kept = await create('maintain', 2);
    expect((await remove(kept, false)).SuccessfulFleetDeletions).toMatchObject([
      { CurrentFleetState: 'deleted_running', PreviousFleetState: 'active' },
    ]);
    await end(1);
    expect(await living()).toHaveLength(1);
    const ended = await create('maintain', 2);
    expect((await remove(ended, true)).SuccessfulFleetDeletions).toMatchObject([{ CurrentFleetState: 'deleted_terminating' }]);
    expect(await living()).toHaveLength(1);
    expect((await fake.ec2.send(new DescribeFleetsCommand({ FleetIds: [ended] }))).Fleets).toMatchObject([{ FleetState: 'deleted' }]);
  });

  it('answers for each fleet that it cannot delete', async () => {
    const { FleetId: instant = '' } = await fleet(1, [A]);
    const unknown = 'fleet-00000000-0000-4000-a000-000000000000';
    const answer = await fake.ec2.send(new DeleteFleetsCommand({ FleetIds: [instant, unknown, 'fleet-1'], TerminateInstances: false }));
    expect(answer.UnsuccessfulFleetDeletions?.map(({ Error: error }) => error?.Code)).toEqual([
      'unexpectedError',
      'fleetIdDoesNotExist',
      'fleetIdMalformed',
    ]);
    expect(await living()).toHaveLength(1);
  });
});

describe('a spot machine', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('is marked, and ends after the notice', async () => {
    await fleet(3, [A], { TargetCapacitySpecification: spotOf(3) });
    const [id = ''] = await fake.control.interrupt({ count: 1 });
    const stateOf = async () =>
      (await fake.ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }))).Reservations?.[0]?.Instances?.[0];
    expect(await stateOf()).toMatchObject({ State: { Name: 'running' }, InstanceLifecycle: 'spot' });
    const markedMs = await fake.control.nowMs();
    await fake.control.advance(600_000);
    expect(await stateOf()).toMatchObject({
      State: { Name: 'terminated' },
      StateReason: { Code: 'Server.SpotInstanceTermination' },
      StateTransitionReason: `Server.SpotInstanceTermination (${new Date(markedMs + 120_000).toISOString().replace('T', ' ').slice(0, 19)} GMT)`,
    });
    expect(await living()).toHaveLength(2);
  });
});
