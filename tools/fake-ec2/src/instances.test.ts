import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DeleteVolumeCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  RunInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
  type DescribeInstancesCommandInput,
  type Instance,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IMAGE_ID, refusalOf, serve, START_MS, type Served } from './testing/served.ts';

let fake: Served;
beforeAll(async () => {
  fake = await serve();
});
beforeEach(async () => {
  await fake.control.reset();
  await fake.control.changeSettings({ visibilityMs: 0, pendingMs: 0, shuttingDownMs: 0 });
});
afterAll(() => fake.stop());

async function run(input: Partial<RunInstancesCommandInput> = {}): Promise<readonly Instance[]> {
  const command = new RunInstancesCommand({ ImageId: IMAGE_ID, InstanceType: 'm5.large', MinCount: 1, MaxCount: 1, ...input });
  return (await fake.ec2.send(command)).Instances ?? [];
}

async function list(input: DescribeInstancesCommandInput = {}): Promise<readonly Instance[]> {
  const { Reservations = [] } = await fake.ec2.send(new DescribeInstancesCommand(input));
  return Reservations.flatMap(({ Instances = [] }) => Instances);
}

const idsOf = (machines: readonly Instance[]): string[] => machines.map(({ InstanceId }) => InstanceId ?? '');

describe('RunInstances', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('launches as many machines as there is room for, up to MaxCount', async () => {
    await fake.control.setPool({ type: 'm5.large', zone: '*', market: 'on-demand', available: 7 });
    expect(await run({ MinCount: 1, MaxCount: 10 })).toHaveLength(7);
  });

  it('refuses with a server status when there is no room for MinCount, and launches nothing', async () => {
    await fake.control.setPool({ type: 'm5.large', zone: '*', market: 'on-demand', available: 3 });
    expect(await refusalOf(run({ MinCount: 4, MaxCount: 10 }))).toMatchObject({ name: 'InsufficientInstanceCapacity', status: 500 });
    expect(await fake.control.machines()).toEqual([]);
  });

  it('finds room again when machines end', async () => {
    await fake.control.setPool({ type: 'm5.large', zone: '*', market: 'on-demand', available: 1 });
    const [first] = await run();
    expect((await refusalOf(run({ Placement: { AvailabilityZone: first?.Placement?.AvailabilityZone } }))).name).toBe(
      'InsufficientInstanceCapacity',
    );
    await fake.ec2.send(new TerminateInstancesCommand({ InstanceIds: idsOf([first!]) }));
    expect(await run({ Placement: { AvailabilityZone: first?.Placement?.AvailabilityZone } })).toHaveLength(1);
  });

  it('refuses what exceeds a quota by the name of the quota', async () => {
    await fake.control.changeSettings({ onDemandLimit: 2, spotLimit: 1, onDemandVcpuLimit: 100 });
    const spot = { InstanceMarketOptions: { MarketType: 'spot' as const } };
    expect((await refusalOf(run({ MinCount: 3, MaxCount: 3 }))).name).toBe('InstanceLimitExceeded');
    expect((await refusalOf(run({ MinCount: 2, MaxCount: 2, ...spot }))).name).toBe('MaxSpotInstanceCountExceeded');
    expect((await refusalOf(run({ MinCount: 2, MaxCount: 2, InstanceType: 'm5.24xlarge' }))).name).toBe('VcpuLimitExceeded');
    await fake.control.changeSettings({ onDemandLimit: undefined, spotLimit: undefined, onDemandVcpuLimit: undefined });
  });

  it.each([
    [{ ImageId: 'ami-00000000' }, 'InvalidAMIID.NotFound'],
    [{ ImageId: 'image' }, 'InvalidAMIID.Malformed'],
    [{ InstanceType: 'm99.large' as never }, 'InvalidParameterValue'],
    [{ KeyName: 'nobody' }, 'InvalidKeyPair.NotFound'],
    [{ SubnetId: 'subnet-00000000' }, 'InvalidSubnetID.NotFound'],
    [{ SecurityGroupIds: ['sg-00000000'] }, 'InvalidGroup.NotFound'],
    [{ LaunchTemplate: { LaunchTemplateName: 'nothing' } }, 'InvalidLaunchTemplateName.NotFoundException'],
    [{ MinCount: 2, MaxCount: 1 }, 'InvalidParameterValue'],
    [{ UserData: Buffer.alloc(16_385).toString('base64') }, 'InvalidParameterValue'],
    [{ ClientToken: 'x'.repeat(65) }, 'InvalidParameterValue'],
    [{ InstanceType: 'hpc7a.48xlarge' as never, Placement: { AvailabilityZone: 'us-east-1b' } }, 'Unsupported'],
    [{ InstanceType: 'm6g.large' as never }, 'InvalidParameterValue'],
    [{ TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'aws:a', Value: '' }] }] }, 'InvalidParameterValue'],
  ])('refuses %j', async (input, code) => {
    expect((await refusalOf(run(input))).name).toBe(code);
    expect(await fake.control.machines()).toEqual([]);
  });

  it('shows each machine with an address, name and disk of its own', async () => {
    const machines = await run({ MinCount: 300, MaxCount: 300 });
    for (const read of [
      ({ InstanceId }: Instance) => InstanceId,
      ({ PrivateIpAddress }: Instance) => PrivateIpAddress,
      ({ PrivateDnsName }: Instance) => PrivateDnsName,
      ({ BlockDeviceMappings }: Instance) => BlockDeviceMappings?.[0]?.Ebs?.VolumeId,
      ({ NetworkInterfaces }: Instance) => NetworkInterfaces?.[0]?.NetworkInterfaceId,
    ]) {
      expect(new Set(machines.map(read)).size).toBe(300);
    }
    expect(machines[5]).toMatchObject({
      AmiLaunchIndex: 5,
      LaunchTime: new Date(await fake.control.nowMs()),
      State: { Code: 0, Name: 'pending' },
    });
    expect((await list())[5]).toMatchObject({ State: { Code: 16, Name: 'running' } });
  });

  it('gives text that XML has a meaning for back as it was', async () => {
    const value = `<a href="x">&amp; 'é' 🐢 ]]>`;
    await run({ TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: value }] }] });
    expect((await list())[0]?.Tags).toEqual([{ Key: 'Name', Value: value }]);
  });
});

describe('a client token', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('answers the same machines again', async () => {
    const first = await run({ ClientToken: 'one', MaxCount: 3 });
    expect(idsOf(await run({ ClientToken: 'one', MaxCount: 3 }))).toEqual(idsOf(first));
    expect(await fake.control.machines()).toHaveLength(3);
  });

  it('refuses other parameters', async () => {
    await run({ ClientToken: 'one' });
    expect((await refusalOf(run({ ClientToken: 'one', MaxCount: 2 }))).name).toBe('IdempotentParameterMismatch');
  });

  it('launches again in another zone', async () => {
    const inZone = (zone: string) => run({ ClientToken: 'one', Placement: { AvailabilityZone: zone } });
    const [first] = await inZone('us-east-1a');
    const [second] = await inZone('us-east-1b');
    expect(second?.InstanceId).not.toBe(first?.InstanceId);
    expect(idsOf(await inZone('us-east-1b'))).toEqual(idsOf([second!]));
  });

  it('is refused once its machines have ended', async () => {
    const machines = await run({ ClientToken: 'one' });
    await fake.ec2.send(new TerminateInstancesCommand({ InstanceIds: idsOf(machines) }));
    expect((await refusalOf(run({ ClientToken: 'one' }))).name).toBe('IdempotentInstanceTerminated');
  });

  it('protects no longer than it lives', async () => {
    await run({ ClientToken: 'one' });
    await fake.control.advance(86_400_001);
    await run({ ClientToken: 'one' });
    expect(await fake.control.machines()).toHaveLength(2);
  });
});

describe('DescribeInstances', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('lists by pages, each machine once', async () => {
    await run({ MinCount: 7, MaxCount: 7 });
    await run({ MinCount: 8, MaxCount: 8 });
    const pages: (readonly string[])[] = [];
    let NextToken: string | undefined;
    do {
      const answer = await fake.ec2.send(new DescribeInstancesCommand({ MaxResults: 5, NextToken }));
      pages.push(idsOf((answer.Reservations ?? []).flatMap(({ Instances = [] }) => Instances)));
      ({ NextToken } = answer);
    } while (NextToken !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([5, 5, 5]);
    expect(new Set(pages.flat()).size).toBe(15);
  });

  it('refuses ids together with MaxResults, and a token of another question', async () => {
    const [first] = idsOf(await run({ MinCount: 6, MaxCount: 6 }));
    expect((await refusalOf(list({ InstanceIds: [first!], MaxResults: 5 }))).name).toBe('InvalidParameterCombination');
    const { NextToken } = await fake.ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }));
    const other = { NextToken, Filters: [{ Name: 'instance-type', Values: ['m5.large'] }] };
    expect((await refusalOf(list(other))).name).toBe('InvalidParameterValue');
    expect((await refusalOf(list({ NextToken: 'made up' }))).name).toBe('InvalidParameterValue');
  });

  it('fails as a whole for one id that is unknown or malformed', async () => {
    const ids = idsOf(await run());
    expect((await refusalOf(list({ InstanceIds: [...ids, 'i-0123456789abcdef0'] }))).name).toBe('InvalidInstanceID.NotFound');
    expect((await refusalOf(list({ InstanceIds: [...ids, 'i-1'] }))).name).toBe('InvalidInstanceID.Malformed');
    expect(idsOf(await list({ InstanceIds: [...ids, ...ids] }))).toEqual(ids);
  });

  it('filters by tags, state, token and type, with wildcards', async () => {
    const tagged = (value: string) => ({
      TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'team', Value: value }] }],
    });
    const [red] = idsOf(await run({ ...tagged('red*'), ClientToken: 'r' }));
    const [blue] = idsOf(await run({ ...tagged('redder'), InstanceType: 'c5.large' }));
    const [plain] = idsOf(await run());
    await fake.ec2.send(new TerminateInstancesCommand({ InstanceIds: [plain!] }));
    const by = async (Name: string, ...Values: string[]) => idsOf(await list({ Filters: [{ Name, Values }] }));
    expect(await by('tag:team', 'red*')).toEqual([red, blue]);
    expect(await by('tag:team', String.raw`red\*`)).toEqual([red]);
    expect(await by('tag-key', 'te?m')).toEqual([red, blue]);
    expect(await by('instance-state-name', 'terminated')).toEqual([plain]);
    expect(await by('client-token', 'r')).toEqual([red]);
    expect(await by('instance-type', 'c5.*')).toEqual([blue]);
    expect(await by('instance-id', red!, plain!)).toEqual([red, plain]);
    expect((await refusalOf(by('colour', 'red'))).name).toBe('InvalidParameterValue');
  });

  it('shows new machines late, by any call, and has them all the same', async () => {
    await fake.control.changeSettings({ visibilityMs: [60_000, 300_000] });
    const ids = idsOf(await run({ MinCount: 20, MaxCount: 20 }));
    expect(await list()).toEqual([]);
    expect((await refusalOf(list({ InstanceIds: ids }))).name).toBe('InvalidInstanceID.NotFound');
    expect(await fake.control.machines({ liveOnly: true })).toHaveLength(20);
    await fake.control.advance(180_000);
    const some = await list();
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(20);
    await fake.control.advance(120_001);
    expect(idsOf(await list())).toEqual(ids);
  });

  it('fails while a zone is dark, except for machines of other zones by their ids', async () => {
    const dark = idsOf(await run({ Placement: { AvailabilityZone: 'us-east-1a' } }));
    const ids = idsOf(await run({ Placement: { AvailabilityZone: 'us-east-1b' } }));
    await fake.control.darkenZones({ zones: ['us-east-1a'] });
    expect(await refusalOf(list())).toMatchObject({ name: 'Unavailable', status: 503 });
    expect((await refusalOf(list({ InstanceIds: [...ids, ...dark] }))).name).toBe('Unavailable');
    expect(idsOf(await list({ InstanceIds: ids }))).toEqual(ids);
    await fake.control.darkenZones({ zones: [] });
    expect(await list()).toHaveLength(2);
  });

  it('tells each account and region of its own machines', async () => {
    await run();
    expect(await fake.control.machines({ region: 'eu-west-1' })).toEqual([]);
    expect(await fake.control.machines({ account: '999999999999' })).toEqual([]);
  });
});

describe('the life of a machine', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  const stateOf = async (id: string) => (await list({ InstanceIds: [id] }))[0]?.State?.Name;

  it('goes by the clock', async () => {
    await fake.control.changeSettings({ pendingMs: 30_000, shuttingDownMs: 40_000 });
    const [id = ''] = idsOf(await run());
    expect(await stateOf(id)).toBe('pending');
    await fake.control.advance(30_000);
    expect(await stateOf(id)).toBe('running');
    const { TerminatingInstances } = await fake.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect(TerminatingInstances).toMatchObject([{ CurrentState: { Name: 'shutting-down' }, PreviousState: { Name: 'running' } }]);
    await fake.control.advance(40_000);
    const [ended] = await list({ InstanceIds: [id] });
    expect(ended).toMatchObject({ State: { Code: 48, Name: 'terminated' }, StateReason: { Code: 'Client.UserInitiatedShutdown' } });
    expect(ended).not.toHaveProperty('PrivateIpAddress');
    await fake.control.advance(3_000_000);
    expect(await list()).toEqual([]);
    expect((await refusalOf(stateOf(id))).name).toBe('InvalidInstanceID.NotFound');
  });

  it('is shown as running for a while when listings are stale', async () => {
    await fake.control.changeSettings({ staleMs: 60_000 });
    const [id = ''] = idsOf(await run());
    const { TerminatingInstances } = await fake.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect(TerminatingInstances).toMatchObject([{ CurrentState: { Name: 'shutting-down' } }]);
    const [shown] = await list();
    expect(shown).toMatchObject({ State: { Name: 'running' }, StateTransitionReason: '' });
    expect(shown).not.toHaveProperty('StateReason');
    expect(await fake.control.machines()).toMatchObject([{ state: 'terminated' }]);
    await fake.control.advance(60_000);
    expect(await stateOf(id)).toBe('terminated');
    await fake.control.changeSettings({ staleMs: 0 });
  });

  it('may be stopped and started, except on the spot market', async () => {
    const [id = ''] = idsOf(await run());
    await fake.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
    expect(await stateOf(id)).toBe('stopped');
    await fake.ec2.send(new StartInstancesCommand({ InstanceIds: [id] }));
    expect(await stateOf(id)).toBe('running');
    const spot = idsOf(await run({ InstanceMarketOptions: { MarketType: 'spot' } }));
    expect((await refusalOf(fake.ec2.send(new StopInstancesCommand({ InstanceIds: spot })))).name).toBe('UnsupportedOperation');
    await fake.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    expect((await refusalOf(fake.ec2.send(new StartInstancesCommand({ InstanceIds: [id] })))).name).toBe('IncorrectInstanceState');
  });

  it('tells of scheduled events', async () => {
    const [id = ''] = idsOf(await run());
    await fake.control.scheduleEvent({ id, code: 'instance-retirement', notBeforeMs: START_MS });
    const { InstanceStatuses } = await fake.ec2.send(new DescribeInstanceStatusCommand({}));
    expect(InstanceStatuses).toMatchObject([{ InstanceId: id, Events: [{ Code: 'instance-retirement', NotBefore: new Date(START_MS) }] }]);
  });

  it('leaves a volume behind that was not to end with it', async () => {
    const kept = { DeviceName: '/dev/sdf', Ebs: { VolumeSize: 50, DeleteOnTermination: false } };
    const [id = ''] = idsOf(
      await run({ BlockDeviceMappings: [kept], TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'of', Value: 'us' }] }] }),
    );
    const volumes = async () =>
      (await fake.ec2.send(new DescribeVolumesCommand({ Filters: [{ Name: 'tag:of', Values: ['us'] }] }))).Volumes ?? [];
    expect((await volumes()).map(({ State }) => State)).toEqual(['in-use', 'in-use']);
    await fake.ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    const left = await volumes();
    expect(left).toMatchObject([{ Size: 50, State: 'available', Attachments: [] }]);
    await fake.ec2.send(new DeleteVolumeCommand({ VolumeId: left[0]?.VolumeId }));
    expect(await volumes()).toEqual([]);
  });
});

describe('TerminateInstances', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  const terminate = (ids: readonly string[]) => fake.ec2.send(new TerminateInstancesCommand({ InstanceIds: [...ids] }));
  const living = async () => (await fake.control.machines({ liveOnly: true })).map(({ id }) => id);

  it('ends nothing when one id is unknown', async () => {
    const ids = idsOf(await run({ MinCount: 3, MaxCount: 3 }));
    expect((await refusalOf(terminate([...ids, 'i-0123456789abcdef0']))).name).toBe('InvalidInstanceID.NotFound');
    expect(await living()).toEqual(ids);
  });

  it('may be repeated', async () => {
    const ids = idsOf(await run());
    await terminate(ids);
    expect((await terminate(ids)).TerminatingInstances).toMatchObject([{ PreviousState: { Name: 'terminated' } }]);
  });

  it('spares the zone of a protected machine, and is refused for it', async () => {
    const a = idsOf(await run({ MinCount: 2, MaxCount: 2, Placement: { AvailabilityZone: 'us-east-1a' } }));
    const b = idsOf(await run({ MinCount: 2, MaxCount: 2, Placement: { AvailabilityZone: 'us-east-1b' } }));
    await fake.control.protect({ ids: [a[0]!] });
    expect((await refusalOf(terminate([...a, ...b]))).name).toBe('OperationNotPermitted');
    expect(await living()).toEqual(a);
  });

  it('takes a thousand ids, not one more', async () => {
    const ids = idsOf(await run({ MinCount: 1001, MaxCount: 1001 }));
    expect((await refusalOf(terminate(ids))).name).toBe('InvalidParameterValue');
    await terminate(ids.slice(1));
    expect(await living()).toEqual(ids.slice(0, 1));
  });
});

describe('tags', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  const tag = (ids: readonly string[], Key: string, Value = '') =>
    fake.ec2.send(new CreateTagsCommand({ Resources: [...ids], Tags: [{ Key, Value }] }));

  it('are added to all resources or to none', async () => {
    const ids = idsOf(await run({ MinCount: 2, MaxCount: 2 }));
    expect((await refusalOf(tag([...ids, 'i-0123456789abcdef0'], 'a'))).name).toBe('InvalidInstanceID.NotFound');
    expect((await list())[0]?.Tags ?? []).toEqual([]);
    await tag(ids, 'a', '1');
    await tag(ids.slice(1), 'a', '2');
    expect((await list()).map(({ Tags }) => Tags)).toEqual([[{ Key: 'a', Value: '1' }], [{ Key: 'a', Value: '2' }]]);
    expect((await refusalOf(tag(ids, 'aws:a'))).name).toBe('InvalidParameterValue');
    expect((await refusalOf(tag(ids, ''))).name).toBe('InvalidParameterValue');
  });

  it('are listed, and deleted by key or by key and value', async () => {
    const ids = idsOf(await run());
    await tag(ids, 'a', '1');
    await tag(ids, 'b', '2');
    const { Tags } = await fake.ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: ids }] }));
    expect(Tags).toHaveLength(2);
    await fake.ec2.send(new DeleteTagsCommand({ Resources: ids, Tags: [{ Key: 'a', Value: 'other' }, { Key: 'b' }] }));
    expect((await list())[0]?.Tags).toEqual([{ Key: 'a', Value: '1' }]);
  });

  it('are at most fifty', async () => {
    const ids = idsOf(await run());
    for (let number = 0; number < 50; number++) await tag(ids, `k${number}`);
    expect((await refusalOf(tag(ids, 'one-more'))).name).toBe('TagLimitExceeded');
  });
});
