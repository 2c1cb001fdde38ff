import {
  CreateAutoScalingGroupCommand,
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeAutoScalingInstancesCommand,
  DescribeScalingActivitiesCommand,
  DetachInstancesCommand,
  ResumeProcessesCommand,
  SetDesiredCapacityCommand,
  SetInstanceProtectionCommand,
  SuspendProcessesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
  type AutoScalingGroup,
  type CreateAutoScalingGroupCommandInput,
} from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateVersionCommand, DescribeSubnetsCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTemplate, IMAGE_ID, refusalOf, serve, type Served } from './testing/served.ts';

let fake: Served;
let LaunchTemplateId: string;
let subnets: readonly string[];
beforeAll(async () => {
  fake = await serve();
});
beforeEach(async () => {
  await fake.control.reset();
  LaunchTemplateId = await createTemplate(fake);
  const { Subnets = [] } = await fake.ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] }));
  subnets = Subnets.map(({ SubnetId }) => SubnetId ?? '').slice(0, 2);
});
afterAll(() => fake.stop());

const NAME = { AutoScalingGroupName: 'workers' };
async function create(desired: number, more: Partial<CreateAutoScalingGroupCommandInput> = {}): Promise<void> {
  await fake.autoScaling.send(
    new CreateAutoScalingGroupCommand({
      ...NAME,
      MinSize: 0,
      MaxSize: 100,
      DesiredCapacity: desired,
      VPCZoneIdentifier: subnets.join(','),
      ...(more.MixedInstancesPolicy === undefined && { LaunchTemplate: { LaunchTemplateId, Version: '$Latest' } }),
      ...more,
    }),
  );
}
const read = async (): Promise<AutoScalingGroup> =>
  (await fake.autoScaling.send(new DescribeAutoScalingGroupsCommand({}))).AutoScalingGroups![0]!;
const members = async () => ((await read()).Instances ?? []).map(({ InstanceId }) => InstanceId ?? '');
const living = () => fake.control.machines({ liveOnly: true });
const terminate = (ids: readonly string[]) => fake.ec2.send(new TerminateInstancesCommand({ InstanceIds: [...ids] }));

describe('an Auto Scaling group', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('fills itself evenly over its zones, and tags its machines', async () => {
    await create(4, {
      Tags: [
        { Key: 'of', Value: 'us', PropagateAtLaunch: true },
        { Key: 'own', Value: '', PropagateAtLaunch: false },
      ],
    });
    const group = await read();
    expect(group).toMatchObject({ MinSize: 0, MaxSize: 100, DesiredCapacity: 4, LaunchTemplate: { LaunchTemplateId } });
    expect(group.Instances?.map(({ AvailabilityZone }) => AvailabilityZone).toSorted()).toEqual([
      'us-east-1a',
      'us-east-1a',
      'us-east-1b',
      'us-east-1b',
    ]);
    expect((await living())[0]?.tags).toMatchObject({ of: 'us', 'aws:autoscaling:groupName': 'workers' });
    expect((await living())[0]?.tags).not.toHaveProperty('own');
  });

  it('takes what one zone lacks from the others, and no more than there is', async () => {
    await fake.control.setPool({ type: '*', zone: 'us-east-1a', market: '*', available: 4 });
    await fake.control.setPool({ type: '*', zone: 'us-east-1b', market: '*', available: 1 });
    await create(6);
    expect((await living()).map(({ zone }) => zone).toSorted()).toEqual([
      'us-east-1a',
      'us-east-1a',
      'us-east-1a',
      'us-east-1a',
      'us-east-1b',
    ]);
  });

  it('replaces what ends, until Launch is suspended, and again when it is resumed', async () => {
    await create(3);
    await terminate((await members()).slice(0, 1));
    expect(await members()).toHaveLength(3);
    await fake.autoScaling.send(new SuspendProcessesCommand({ ...NAME, ScalingProcesses: ['Launch'] }));
    await terminate((await members()).slice(0, 2));
    await fake.control.advance(600_000);
    expect(await members()).toHaveLength(1);
    expect((await read()).SuspendedProcesses).toMatchObject([{ ProcessName: 'Launch' }]);
    await fake.autoScaling.send(new ResumeProcessesCommand({ ...NAME, ScalingProcesses: ['Launch'] }));
    expect(await members()).toHaveLength(3);
  });

  it('replaces after its delay, not before', async () => {
    await fake.control.changeSettings({ refillMs: 30_000 });
    await create(2);
    await terminate((await members()).slice(0, 1));
    expect(await members()).toHaveLength(1);
    await fake.control.advance(30_000);
    expect(await members()).toHaveLength(2);
    await fake.control.changeSettings({ refillMs: 0 });
  });

  it('fills itself after its delay', async () => {
    await fake.control.changeSettings({ fulfilMs: 20_000 });
    await create(2);
    expect(await members()).toEqual([]);
    await fake.control.advance(20_000);
    expect(await members()).toHaveLength(2);
    await fake.control.changeSettings({ fulfilMs: 0 });
  });

  it('lets machines go with and without lowering its target', async () => {
    await create(4);
    const [first, second] = await members();
    const detach = (id: string, ShouldDecrementDesiredCapacity: boolean) =>
      fake.autoScaling.send(new DetachInstancesCommand({ ...NAME, InstanceIds: [id], ShouldDecrementDesiredCapacity }));
    await detach(first!, true);
    expect(await read()).toMatchObject({ DesiredCapacity: 3 });
    expect(await living()).toHaveLength(4);
    await detach(second!, false);
    expect(await members()).toHaveLength(3);
    expect(await living()).toHaveLength(5);
    expect((await refusalOf(detach(first!, true))).name).toBe('ValidationError');
  });

  it('detaches twenty in a call, not more, and none below its least size', async () => {
    await create(21, { MinSize: 20 });
    const ids = await members();
    const detach = (InstanceIds: string[]) =>
      fake.autoScaling.send(new DetachInstancesCommand({ ...NAME, InstanceIds, ShouldDecrementDesiredCapacity: true }));
    expect((await refusalOf(detach(ids))).name).toBe('ValidationError');
    expect((await refusalOf(detach(ids.slice(0, 2)))).message).toContain("group's min size constraint");
    await detach(ids.slice(0, 1));
    expect(await members()).toHaveLength(20);
  });

  it('ends one machine, replaced or not', async () => {
    await create(2);
    const end = (InstanceId: string, ShouldDecrementDesiredCapacity: boolean) =>
      fake.autoScaling.send(new TerminateInstanceInAutoScalingGroupCommand({ InstanceId, ShouldDecrementDesiredCapacity }));
    const [first] = await members();
    await end(first!, true);
    expect(await members()).toHaveLength(1);
    const [second] = await members();
    await end(second!, false);
    expect(await members()).toHaveLength(1);
    expect(await living()).toHaveLength(1);
    expect((await refusalOf(end('i-0123456789abcdef0', true))).name).toBe('ValidationError');
  });

  it('grows and shrinks to its target, and spares protected machines', async () => {
    await create(2);
    const setTo = (DesiredCapacity: number) => fake.autoScaling.send(new SetDesiredCapacityCommand({ ...NAME, DesiredCapacity }));
    await setTo(5);
    const ids = await members();
    expect(ids).toHaveLength(5);
    await fake.autoScaling.send(new SetInstanceProtectionCommand({ ...NAME, InstanceIds: ids.slice(0, 2), ProtectedFromScaleIn: true }));
    await setTo(1);
    expect(await members()).toEqual(ids.slice(0, 2));
    expect((await refusalOf(setTo(101))).name).toBe('ValidationError');
    await fake.autoScaling.send(new UpdateAutoScalingGroupCommand({ ...NAME, MaxSize: 3, DesiredCapacity: 3 }));
    expect(await read()).toMatchObject({ MaxSize: 3, DesiredCapacity: 3 });
    expect(await members()).toHaveLength(3);
  });

  it('tells in its activities what it could not launch, and tries again', async () => {
    await fake.control.setPool({ type: '*', zone: '*', market: 'on-demand', available: 0 });
    await create(3);
    const { Activities = [] } = await fake.autoScaling.send(new DescribeScalingActivitiesCommand(NAME));
    expect(Activities[0]).toMatchObject({
      StatusCode: 'Failed',
      StatusMessage: expect.stringContaining('sufficient m5.large capacity') as unknown,
    });
    await fake.control.setPool({ type: '*', zone: '*', market: 'on-demand', available: 5 });
    await fake.control.advance(60_000);
    expect(await living()).toHaveLength(3);
  });

  it('mixes markets and types by its policy, in weighted units', async () => {
    const Overrides = [
      { InstanceType: 'c5.large', WeightedCapacity: '1' },
      { InstanceType: 'c5.xlarge', WeightedCapacity: '2' },
    ];
    const MixedInstancesPolicy = {
      LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateId, Version: '$Default' }, Overrides },
      InstancesDistribution: {
        OnDemandBaseCapacity: 2,
        OnDemandPercentageAboveBaseCapacity: 25,
        SpotAllocationStrategy: 'price-capacity-optimized',
      },
    };
    await create(10, { MixedInstancesPolicy });
    const machines = await living();
    expect(machines.filter(({ market }) => market === 'on-demand').map(({ type }) => type)).toEqual([
      'c5.large',
      'c5.large',
      'c5.large',
      'c5.large',
    ]);
    expect((await read()).MixedInstancesPolicy).toMatchObject({
      LaunchTemplate: { Overrides },
      InstancesDistribution: { OnDemandBaseCapacity: 2 },
    });
    const { AutoScalingInstances = [] } = await fake.autoScaling.send(new DescribeAutoScalingInstancesCommand({}));
    const units = AutoScalingInstances.reduce((sum, { WeightedCapacity }) => sum + Number(WeightedCapacity), 0);
    expect(units).toBeGreaterThanOrEqual(10);
    expect(units).toBeLessThan(13);
  });

  it('launches from the version that is the latest by then', async () => {
    await create(1);
    await fake.ec2.send(
      new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, LaunchTemplateData: { ImageId: IMAGE_ID, InstanceType: 'r5.large' } }),
    );
    await terminate(await members());
    expect(await living()).toMatchObject([{ type: 'r5.large', tags: { 'aws:ec2launchtemplate:version': '2' } }]);
  });

  it('is deleted with force, or when it is empty', async () => {
    await create(2);
    expect((await refusalOf(fake.autoScaling.send(new DeleteAutoScalingGroupCommand(NAME)))).name).toBe('ResourceInUseFault');
    await fake.autoScaling.send(new DeleteAutoScalingGroupCommand({ ...NAME, ForceDelete: true }));
    expect(await living()).toEqual([]);
    expect((await fake.autoScaling.send(new DescribeAutoScalingGroupsCommand({}))).AutoScalingGroups).toEqual([]);
  });

  it.each([
    [{ DesiredCapacity: 101 }, 'ValidationError'],
    [{ MinSize: 5, MaxSize: 4 }, 'ValidationError'],
    [{ VPCZoneIdentifier: 'subnet-00000000' }, 'ValidationError'],
    [{ LaunchTemplate: { LaunchTemplateName: 'nothing' } }, 'ValidationError'],
    [{ LaunchTemplate: undefined }, 'ValidationError'],
  ])('is refused with %j', async (more, code) => {
    expect((await refusalOf(create(1, more))).name).toBe(code);
  });

  it('has a name of its own', async () => {
    await create(1);
    expect((await refusalOf(create(1))).name).toBe('AlreadyExistsFault');
  });
});
