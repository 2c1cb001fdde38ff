import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { ProviderContext, WriteInput } from '@hostwright/core/provider';
import { startFakeEc2, type FakeEc2, type FakeEc2Options } from '@hostwright/fake-ec2';
import { onTestFinished } from 'vitest';
import { PlainContext } from '../conformance/plain-context.js';
import { handToJudge } from './hand-to-judge.js';
import { launchOnce, openMachines, readSweep, writeOf, type AwsMachines, type Swept } from './provider.js';

const REGION = 'us-east-1';
const KEYS = { accessKeyId: 'AKIAFAKEFAKEFAKEFAKE', secretAccessKey: 'fake' };

/** Of the cloud's time, until a sweep must show what was launched. */
const PATIENCE_SECONDS = 600;

/** One simulated EC2, and the plugin as a site uses it. */
export interface Site {
  readonly fake: FakeEc2;
  readonly ec2: EC2Client;
  /** In two zones. */
  readonly subnetIds: readonly string[];
  readonly machines: AwsMachines;
  /** The plugin as another process has it, which remembers nothing. */
  another(): AwsMachines;
  /** Launches as many units as one intent. Answers the ids that the cloud named. */
  start(template: Readonly<Record<string, unknown>>, units: number): Promise<readonly string[]>;
  /** The same, and waits until a sweep shows them. */
  launch(template: Readonly<Record<string, unknown>>, units: number): Promise<readonly string[]>;
  sweep(by?: AwsMachines): Promise<Swept>;
  /** Calls since the last time, by action. */
  newCalls(): Promise<Readonly<Record<string, number>>>;
  write(): WriteInput;
  /** Ids of live machines by the cloud itself. */
  live(): Promise<readonly string[]>;
}

/** A context on the cloud's own time. */
class SiteContext extends PlainContext {
  constructor(private readonly cloudNow: () => number) {
    super();
  }

  override now(): number {
    return this.cloudNow();
  }
}

/** Opens a site that ends with the test. Its clock stands still until the test moves it. */
export async function openSite(options: FakeEc2Options & { readonly settings?: Readonly<Record<string, unknown>> } = {}): Promise<Site> {
  const { settings = {}, ...cloud } = options;
  const fake = await startFakeEc2({ virtualTimeMs: Date.now(), record: true, ...cloud });
  onTestFinished(async () => {
    await handToJudge(fake);
    await fake.stop();
  });
  const ec2 = new EC2Client({ region: REGION, endpoint: fake.url, credentials: { ...KEYS } });
  const network = await networkOf(ec2);
  let nowMs = await fake.control.nowMs();
  const context: ProviderContext = new SiteContext(() => nowMs);
  const advance = fake.control.advance.bind(fake.control);
  fake.control.advance = async (ms) => {
    await advance(ms);
    nowMs += ms;
  };
  const open = (): AwsMachines => openMachines(fake.url, KEYS, settings, context);
  const machines = open();
  let sequence = 0;
  const write = (): WriteInput => {
    sequence += 1;
    return writeOf(sequence);
  };
  const newCalls = async () => {
    const { calls } = await fake.counts();
    await fake.control.resetCounts();
    return calls;
  };
  const sweepBy = (by: AwsMachines = machines): Promise<Swept> => readSweep(by);
  const start = (template: Readonly<Record<string, unknown>>, units: number) =>
    launchOnce(machines, { ...network, ...template }, units, write());
  const launch = async (template: Readonly<Record<string, unknown>>, units: number): Promise<readonly string[]> => {
    const input = write();
    await launchOnce(machines, { ...network, ...template }, units, input);
    for (let seconds = 0; seconds < PATIENCE_SECONDS; seconds += 1) {
      const mine = (await sweepBy()).machines.filter(({ header }) => header?.intentId === input.header.intentId);
      if (mine.reduce((sum, machine) => sum + machine.units, 0) >= units) return mine.map(({ machineId }) => machineId);
      await fake.control.advance(1_000);
    }
    throw new Error(`no sweep shows ${units} units of ${input.header.intentId}`);
  };
  const live = async () => (await fake.control.machines({ liveOnly: true })).map(({ id }) => id);
  return { fake, ec2, subnetIds: network.subnetIds, machines, another: open, start, launch, sweep: sweepBy, newCalls, write, live };
}

async function networkOf(ec2: EC2Client) {
  const { Subnets: subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] }));
  const vpcId = subnets[0]?.VpcId ?? '';
  const { SecurityGroups: groups = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
  );
  return {
    imageId: 'ami-0abcdef1234567890',
    vmType: 'm5.large',
    subnetIds: subnets.slice(0, 2).map(({ SubnetId: id }) => id ?? ''),
    securityGroupIds: groups.slice(0, 1).map(({ GroupId: id }) => id),
  };
}
