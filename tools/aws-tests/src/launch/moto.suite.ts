import { generousFleet, loseReply, throttle } from '@hostwright/emulators/fault-proxy';
import { startMoto, type Moto } from '@hostwright/emulators/moto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCloud, type Cloud } from '../cloud/cloud.js';
import { liveMachinesOf } from '../cloud/machines.js';
import { headerOf, launcherAt, type Launcher, type TemplateKeys } from './launcher.js';

let moto: Moto;
let cloud: Cloud;
let launcher: Launcher;

beforeAll(async () => {
  moto = await startMoto({ validation: true });
});
afterAll(() => moto.stop());
beforeEach(async () => {
  cloud = await openCloud(moto);
  launcher = launcherAt(cloud.proxy.url);
});
afterEach(async () => {
  await launcher.close();
  await cloud.close();
});

/** A template that names what the account has. */
function template(more: TemplateKeys = {}): TemplateKeys {
  const { network } = cloud;
  return {
    imageId: network.imageId,
    vmType: 'm5.large',
    subnetIds: network.subnets.slice(0, 2).map(({ subnetId }) => subnetId),
    securityGroupIds: [network.securityGroupId],
    keyName: network.keyName,
    instanceProfile: network.instanceProfile,
    ...more,
  };
}

const FLEET_ROLE = 'arn:aws:iam::123456789012:role/fleet';

describe(
  'each way to launch on moto',
  { tags: ['aws.launch.fleet', 'aws.launch.run-instances', 'aws.launch.auto-scaling', 'aws.launch.spot-fleet', 'emulated'] },
  () => {
    it.each<[string, TemplateKeys]>([
      ['an instant fleet', { handlers: ['ec2-fleet'] }],
      ['an instant fleet on the spot market', { handlers: ['ec2-fleet'], priceType: 'spot' }],
      ['an instant fleet on both markets', { handlers: ['ec2-fleet'], priceType: 'heterogeneous', percentOnDemand: 40 }],
      ['a request fleet', { handlers: ['ec2-fleet'], fleetType: 'request' }],
      ['a maintain fleet', { handlers: ['ec2-fleet'], fleetType: 'maintain' }],
      ['RunInstances', { handlers: ['run-instances'] }],
      ['RunInstances on the spot market', { handlers: ['run-instances'], priceType: 'spot' }],
      ['an Auto Scaling group', { handlers: ['auto-scaling-group'] }],
      ['a Spot Fleet', { handlers: ['spot-fleet'], priceType: 'spot', fleetRole: FLEET_ROLE }],
    ])('gives all machines that are asked for, under the intent’s tags: %s', async (_, keys) => {
      const wish = { units: 5, token: 'token-a' };
      const result = await launcher.launch(await launcher.prepare(template(keys), wish), wish);
      const given = result.machines.reduce((sum, { units }) => sum + units, 0);
      expect(given + result.pendingUnits).toBe(5);
      expect(result.shortfall).toEqual([]);
      const machines = await liveMachinesOf(cloud.place);
      expect(machines).toHaveLength(5);
      const owned = machines.filter(({ tags }) =>
        tags.some(({ key, value }) => key === 'hostwright-intent' && value === headerOf('token-a').intentId),
      );
      expect(owned).toHaveLength(5);
      expect(owned.every(({ tags }) => tags.some(({ key }) => key === 'team'))).toBe(true);
    });
  },
);

describe('the same launch again on moto, tokens corrected', { tags: ['aws.launch.once', 'emulated'] }, () => {
  it.each<[string, TemplateKeys]>([
    ['an instant fleet', { handlers: ['ec2-fleet'] }],
    ['RunInstances', { handlers: ['run-instances'] }],
  ])('answers the first one’s machines, from another process too: %s', async (_, keys) => {
    const wish = { units: 3, token: 'token-b' };
    const prepared = await launcher.prepare(template(keys), wish);
    const first = await launcher.launch(prepared, wish);
    const other = launcherAt(cloud.proxy.url);
    const second = await other.launch(prepared, wish);
    await other.close();
    expect(second.machines.map(({ machineId }) => machineId).toSorted()).toEqual(
      first.machines.map(({ machineId }) => machineId).toSorted(),
    );
    expect(await liveMachinesOf(cloud.place)).toHaveLength(3);
  });

  it('proves that an Auto Scaling group was made', async () => {
    const wish = { units: 3, token: 'token-c' };
    const prepared = await launcher.prepare(template({ handlers: ['auto-scaling-group'] }), wish);
    await launcher.launch(prepared, wish);
    await expect(launcher.launch(prepared, wish)).rejects.toMatchObject({ errorClass: 'Conflict', effect: 'proven' });
    expect(await liveMachinesOf(cloud.place)).toHaveLength(3);
  });
});

describe('launch templates on moto', { tags: ['aws.launch.launch-templates', 'emulated'] }, () => {
  it('are made once for launches of the same content', async () => {
    for (const token of ['token-d', 'token-e']) {
      const other = launcherAt(cloud.proxy.url);
      const wish = { units: 1, token };
      await other.launch(await other.prepare(template(), wish), wish);
      await other.close();
    }
    const made = cloud.proxy.calls().filter(({ action }) => action === 'CreateLaunchTemplate');
    expect(made.map(({ outcome }) => outcome)).toEqual([200, 400]);
    expect(await liveMachinesOf(cloud.place)).toHaveLength(2);
  });

  it('may be refused or lost on their way: the next try makes or finds them', async () => {
    const wish = { units: 2, token: 'token-g' };
    cloud.proxy.rule({ on: 'CreateLaunchTemplate', fault: throttle() });
    await expect(launcher.prepare(template(), wish)).rejects.toMatchObject({ errorClass: 'Throttled' });
    cloud.proxy.rule({ on: 'CreateLaunchTemplate', fault: loseReply() });
    await expect(launcher.prepare(template(), wish)).rejects.toMatchObject({ errorClass: 'OutcomeUnknown' });
    expect((await launcher.launch(await launcher.prepare(template(), wish), wish)).machines).toHaveLength(2);
  });
});

describe('a fleet that gets more than it asks for', { tags: ['aws.launch.fleet', 'simulated'] }, () => {
  it('names every machine, so that what is too much can be returned', async () => {
    const wish = { units: 5, token: 'token-h' };
    const prepared = await launcher.prepare(template(), wish);
    cloud.proxy.rule({ on: 'CreateFleet', fault: generousFleet(2) });
    const { machines, shortfall } = await launcher.launch(prepared, wish);
    expect(machines).toHaveLength(7);
    expect(shortfall).toEqual([]);
  });
});

describe('images on moto', { tags: ['aws.launch.images', 'emulated'] }, () => {
  it.each<[string, TemplateKeys]>([
    ['by a public parameter', { imageId: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' }],
    ['by name', { imageId: undefined, imageName: 'amzn2-ami-hvm-2.0.*-x86_64-gp2', imageOwners: ['amazon'] }],
  ])('are found %s', async (_, keys) => {
    const wish = { units: 1, token: 'token-f' };
    const { machines } = await launcher.launch(await launcher.prepare(template(keys), wish), wish);
    expect(machines).toHaveLength(1);
  });
});

describe('templates on moto', { tags: ['aws.template.problems', 'emulated'] }, () => {
  const signal = new AbortController().signal;

  it('have no problems where everything exists', async () => {
    expect(await launcher.machines.validate({ options: launcher.options(template()), signal })).toEqual([]);
  });

  it.each<[string, TemplateKeys, string]>([
    ['machine type', { vmType: 'm99.huge' }, 'vmTypes.m99.huge'],
    ['image', { imageId: 'ami-0123456789abcdef0' }, 'imageId'],
    ['subnet', { subnetIds: ['subnet-0123456789abcdef0'] }, 'subnetIds[0]'],
    ['security group', { securityGroupIds: ['sg-0123456789abcdef0'] }, 'securityGroupIds[0]'],
    ['key pair', { keyName: 'nobody-has-it' }, 'keyName'],
  ])('are told from those with an unknown %s, before anything is made', async (_, keys, path) => {
    const problems = await launcher.machines.validate({ options: launcher.options(template(keys)), signal });
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(await liveMachinesOf(cloud.place)).toEqual([]);
  });
});
