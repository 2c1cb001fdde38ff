import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { startFakeEc2, type FakeEc2 } from '@hostwright/fake-ec2';
import awsProvider from '@hostwright/provider-aws';
import type { ConformanceSubject, Keys, Provocations, SubjectTemplates, Target, World } from '@hostwright/provider-conformance';
import { handToJudge } from './hand-to-judge.js';

const REGION = 'us-east-1';
const IMAGE = 'ami-0abcdef1234567890';
const SECRETS = { 'env:AWS_KEY_ID': 'AKIACONFORMANCE00002', 'env:AWS_SECRET': '5imu1ated/d15ea5e/c0ffee/5ecre7/k3yz' } as const;

const ACTIONS: Readonly<Partial<Record<Target, string>>> = {
  launch: 'CreateFleet',
  terminate: 'TerminateInstances',
  sweep: 'DescribeInstances',
  inspect: 'DescribeInstances',
};

async function templatesOf(ec2: EC2Client): Promise<SubjectTemplates> {
  const { Subnets: subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] }));
  const vpcId = subnets[0]?.VpcId ?? '';
  const { SecurityGroups: groups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
  );
  const machine = {
    imageId: IMAGE,
    vmTypes: { 'm5.large': 1 },
    subnetIds: subnets.slice(0, 2).map(({ SubnetId: id }) => id),
    securityGroupIds: groups.slice(0, 1).map(({ GroupId: id }) => id),
  };
  return {
    plain: machine,
    group: { ...machine, handlers: ['auto-scaling-group'] },
    refillingGroup: { ...machine, fleetType: 'maintain' },
    spot: { ...machine, priceType: 'spot' },
    weighted: { ...machine, vmTypes: { 'm5.xlarge': 2 } },
  };
}

/** What the simulated EC2 can be made to do, as far as the chosen cases ask for it. */
function provocationsOf(fake: FakeEc2, ec2: EC2Client): Provocations {
  const { control } = fake;
  const fault = (target: Target, code: string, status: number) =>
    control.addFault({ action: ACTIONS[target] ?? '*', kind: 'error', code, status, message: 'as the test asked' });
  const foreignMachine = async (): Promise<string> => {
    const { Instances: started = [] } = await ec2.send(
      new RunInstancesCommand({ ImageId: IMAGE, InstanceType: 'm5.large', MinCount: 1, MaxCount: 1 }),
    );
    return started[0]?.InstanceId ?? '';
  };
  return {
    throttle: (target) => fault(target, 'RequestLimitExceeded', 503),
    loseReply: (target, times) => control.addFault({ action: ACTIONS[target] ?? '*', kind: 'lost-reply', times }),
    loseCall: (target) => control.addFault({ action: ACTIONS[target] ?? '*', kind: 'reset' }),
    noCapacity: () => control.setPool({ type: '*', zone: '*', market: '*', available: 0 }),
    partialCapacity: async (machines) => {
      await control.setPool({ type: '*', zone: '*', market: '*', available: 0 });
      await control.setPool({ type: 'm5.large', zone: `${REGION}a`, market: 'on-demand', available: machines });
    },
    hideNewMachines: (durationMs) => control.changeSettings({ visibilityMs: durationMs }),
    poison: (_, machineId) => control.protect({ ids: [machineId] }),
    foreignMachine,
    endMachine: (machineId) => control.end({ ids: [machineId] }),
  };
}

async function openWorld(): Promise<World> {
  let nowMs = Date.now();
  const fake = await startFakeEc2({ virtualTimeMs: nowMs, pendingMs: 20_000, shuttingDownMs: 20_000, refillMs: 30_000, record: true });
  const ec2 = new EC2Client({
    region: REGION,
    endpoint: fake.url,
    credentials: { accessKeyId: 'AKIAFAKEFAKEFAKEFAKE', secretAccessKey: 'fake' },
  });
  const settings: Keys = {
    region: REGION,
    endpoint: fake.url,
    credentials: { source: 'keys', accessKeyId: 'env:AWS_KEY_ID', secretAccessKey: 'env:AWS_SECRET' },
    handlers: ['ec2-fleet', 'run-instances', 'auto-scaling-group'],
  };
  return {
    settings,
    templates: await templatesOf(ec2),
    secrets: SECRETS,
    now: () => nowMs,
    pass: async (durationMs) => {
      await fake.control.advance(durationMs);
      nowMs += durationMs;
    },
    provoke: provocationsOf(fake, ec2),
    liveMachineIds: async () => (await fake.control.machines({ liveOnly: true })).map(({ id }) => id),
    close: async () => {
      await handToJudge(fake);
      await fake.stop();
    },
  };
}

/** Where moto is no EC2: groups that refill, hidden machines, tokens and capacity, boot and end that take time. */
export const CASES: readonly string[] = [
  'machines.launch.runs-with-name-and-address',
  'machines.launch.weighted',
  'machines.launch.same-token-often',
  'machines.launch.same-token-at-once',
  'machines.launch.same-token-other-provider',
  'machines.launch.same-token-other-parameters',
  'machines.launch.same-token-after-end',
  'machines.launch.lost',
  'machines.launch.no-capacity',
  'machines.launch.partial',
  'machines.launch.visible-in-time',
  'machines.sweep.all-machines',
  'machines.sweep.many-machines',
  'machines.sweep.calls-by-machines-alone',
  'machines.sweep.ended-machines',
  'machines.inspect.same-as-sweep',
  'machines.terminate',
  'machines.groups.shown',
  'machines.groups.same-token',
  'machines.groups.no-refill-after-return',
  'machines.groups.target-lowered',
  'machines.groups.replacement-carries-header',
  'machines.groups.clean-up',
  'machines.stop',
  'machines.restart',
  'machines.life.ends-by-itself',
  'machines.life.stopped-is-alive',
];

/** What the conformance kit judges the AWS provider by in {@link CASES}. */
export const fakeSubject: ConformanceSubject = {
  definition: awsProvider,
  open: openWorld,
  absentMachineId: 'i-00000000000000000',
  malformedMachineId: 'nonsense',
};
