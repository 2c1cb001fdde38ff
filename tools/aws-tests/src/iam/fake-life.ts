import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateKeyPairCommand,
  CreatePlacementGroupCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { startFaultProxy, type PassedCall } from '@hostwright/emulators/fault-proxy';
import { startFakeEc2, type FakeEc2 } from '@hostwright/fake-ec2';
import { REGION, type Cloud } from '../cloud/cloud.js';
import { newRecording } from '../cloud/recordings.js';
import { connect, untilQuiet } from '../plugin/connection.js';
import { LIFE } from './life.js';
import { HANDLERS } from './steps.js';
import { worldOf } from './world.js';

const KEYS = { accessKeyId: 'AKIAFAKEFAKEFAKEFAKE', secretAccessKey: 'fake' } as const;
const IMAGE = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
const FROM_SNAPSHOT = { DeviceName: '/dev/sdf', Ebs: { SnapshotId: 'snap-0123456789abcdef0' } };

/** Does everything that the plugin does on the simulated EC2. Answers its calls. @throws when a step fails */
export async function liveOnFake(): Promise<readonly PassedCall[]> {
  const fake = await startFakeEc2();
  const ec2 = new EC2Client({ region: REGION, endpoint: fake.url, credentials: { ...KEYS } });
  const proxy = await startFaultProxy(fake.url, { recordTo: newRecording() });
  const folder = mkdtempSync(join(tmpdir(), 'hostwright-iam-'));
  try {
    const network = await networkOf(fake, ec2);
    const cloud: Cloud = { account: '', proxy, place: { url: fake.url, region: REGION }, network, close: () => proxy.stop() };
    // A volume that is gone already is deleted as well as any other.
    const leaveVolume = async (): Promise<string> => 'vol-0123456789abcdef0';
    const world = worldOf({ cloud, folder, ec2, leaveVolume, templateData: { BlockDeviceMappings: [FROM_SNAPSHOT] } });
    for (const step of LIFE) {
      const common = { credentials: { source: 'keys', ...KEYS }, handlers: HANDLERS };
      const by = await connect(cloud, { ...common, ...step.settings?.(world) });
      const owner = await connect(cloud, { ...common, endpoint: fake.url });
      await step.run({ by, owner, world }).catch((cause: unknown) => {
        throw new Error(`${step.name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      });
      await untilQuiet(cloud);
      await by.close();
      await owner.close();
    }
    return proxy.calls();
  } finally {
    ec2.destroy();
    await proxy.stop();
    await fake.stop();
    rmSync(folder, { recursive: true });
  }
}

async function networkOf(fake: FakeEc2, ec2: EC2Client): Promise<Cloud['network']> {
  const { id: imageId } = await fake.control.addImage({ name: 'amzn2-grid' });
  await fake.control.setParameter({ name: IMAGE, value: imageId });
  const { Subnets: subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const vpcId = subnets[0]?.VpcId ?? '';
  const groups = await ec2.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }));
  await ec2.send(new CreateKeyPairCommand({ KeyName: 'test-key' }));
  await ec2.send(new CreatePlacementGroupCommand({ GroupName: 'near', Strategy: 'cluster' }));
  return {
    vpcId,
    subnets: subnets.map(({ SubnetId: subnetId = '', AvailabilityZone: zone = '' }) => ({ subnetId, zone })),
    securityGroupId: groups.SecurityGroups?.[0]?.GroupId ?? '',
    imageId,
    keyName: 'test-key',
    instanceProfile: 'machine-profile',
  };
}
