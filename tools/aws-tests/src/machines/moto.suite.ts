import { randomInt } from 'node:crypto';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { startMoto } from '@hostwright/emulators/moto';
import { afterAll, describe, expect, it } from 'vitest';
import { openCloud, REGION } from '../cloud/cloud.js';
import { launchOnce, openMachines, readSweep, writeOf } from './provider.js';
import { PlainContext } from '../conformance/plain-context.js';

const moto = await startMoto();
afterAll(() => moto.stop());

/** Keys that moto takes for those of the cloud's account. */
const KEYS = { accessKeyId: 'AKIAMACHINES00000001', secretAccessKey: 'test' };

async function open() {
  const cloud = await openCloud(moto);
  const machines = openMachines(cloud.proxy.url, KEYS, { handlers: ['ec2-fleet', 'run-instances'] }, new PlainContext());
  const template = {
    imageId: cloud.network.imageId,
    vmType: 'm5.large',
    subnetIds: cloud.network.subnets.slice(0, 2).map(({ subnetId }) => subnetId),
    securityGroupIds: [cloud.network.securityGroupId],
  };
  const launch = (units: number, more: Readonly<Record<string, unknown>> = {}) =>
    launchOnce(machines, { ...template, ...more }, units, writeOf(randomInt(1_000_000)));
  const ec2 = new EC2Client({ region: REGION, endpoint: cloud.proxy.url, credentials: { ...KEYS } });
  return { cloud, machines, launch, ec2 };
}

describe('machines on moto', { tags: ['aws.sweep', 'emulated'] }, () => {
  it('are shown as the SDK’s own client reads them', async () => {
    const { machines, launch, ec2, cloud } = await open();
    await launch(3);
    await launch(2, { priceType: 'spot' });
    const shown = (await readSweep(machines)).machines;
    const { Reservations: reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
    const instances = new Map(reservations.flatMap(({ Instances: all = [] }) => all.map((instance) => [instance.InstanceId, instance])));
    expect(shown.length).toBe(5);
    for (const machine of shown) {
      const instance = instances.get(machine.machineId);
      expect([machine.status.raw, machine.machineType, machine.zone, machine.createdAtMs, machine.privateIp, machine.publicIp]).toEqual([
        instance?.State?.Name,
        instance?.InstanceType,
        instance?.Placement?.AvailabilityZone,
        instance?.LaunchTime?.getTime(),
        instance?.PrivateIpAddress,
        instance?.PublicIpAddress || undefined,
      ]);
      expect(new Map(machine.tags.map(({ key, value }) => [key, value]))).toEqual(
        new Map((instance?.Tags ?? []).map(({ Key: key, Value: value }) => [key, value])),
      );
    }
    await cloud.close();
  });
});
