import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { startFakeEc2, type FakeEc2 } from '@hostwright/fake-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REGION } from '../cloud/cloud.js';
import { launcherAt, type Launcher, type TemplateKeys } from './launcher.js';

const MANY = 50;

let fake: FakeEc2;
let launcher: Launcher;
let folder: string;
beforeEach(async () => {
  fake = await startFakeEc2();
  folder = mkdtempSync(join(tmpdir(), 'hostwright-keys-'));
  launcher = launcherAt(fake.url, { keyFolder: folder });
});
afterEach(async () => {
  await launcher.close();
  await fake.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A template that has everything looked up: the image by its name, subnets, a key pair that is not there yet. */
async function template(): Promise<TemplateKeys> {
  await fake.control.addImage({ name: 'grid-1' });
  const ec2 = new EC2Client({
    region: REGION,
    endpoint: fake.url,
    credentials: { accessKeyId: 'AKIALAUNCHLAUNCH0001', secretAccessKey: 'launch' },
  });
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] }));
  ec2.destroy();
  return {
    imageName: 'grid-*',
    vmTypes: ['c5.large', 'm5.large'],
    subnetIds: Subnets.slice(0, 2).map(({ SubnetId }) => SubnetId),
    keyName: 'made-here',
    rootDeviceVolumeSize: 20,
    handlers: ['ec2-fleet'],
  };
}

/** Calls that were made meanwhile, by action. */
async function callsDuring(work: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
  const before = (await fake.counts()).calls;
  await work();
  const { calls } = await fake.counts();
  const added = Object.entries(calls).map(([action, count]) => [action, count - (before[action] ?? 0)] as const);
  return Object.fromEntries(added.filter(([, count]) => count > 0));
}

/** Prepares so many launches at the same time. Answers the frozen documents. */
function prepareMany(keys: TemplateKeys, name: string): Promise<readonly string[]> {
  const all = Array.from({ length: MANY }, (_none, index) => launcher.prepare(keys, { units: 2, token: `${name}-${index}` }));
  return Promise.all(all.map(async (one) => (await one).document));
}

describe(`${MANY} launches that are prepared at once`, { tags: ['aws.calls', 'contract'] }, () => {
  it('look up once what they share, and make it once', async () => {
    const keys = await template();
    expect(await callsDuring(() => prepareMany(keys, 'first'))).toEqual({
      DescribeInstanceTypes: 1,
      DescribeImages: 1,
      DescribeSubnets: 1,
      DescribeKeyPairs: 1,
      CreateKeyPair: 1,
      CreateLaunchTemplate: 1,
    });
    expect(readdirSync(folder)).toEqual(['made-here.pem']);
    expect(await callsDuring(() => prepareMany(keys, 'second'))).toEqual({});
  });

  it('ask once more after a failure that struck them all, and then have what they need', async () => {
    const keys = await template();
    await fake.control.addFault({ action: 'CreateLaunchTemplate', kind: 'error', code: 'RequestLimitExceeded', status: 503 });
    const wishes = Array.from({ length: MANY }, (_none, index) => launcher.prepare(keys, { units: 2, token: `struck-${index}` }));
    const ends = await Promise.allSettled(wishes);
    expect(ends.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
    expect(await callsDuring(() => prepareMany(keys, 'again'))).toEqual({ CreateLaunchTemplate: 1 });
  });

  it('are each launched under their own name, with one call each', async () => {
    const keys = await template();
    const prepared = await Promise.all(
      Array.from({ length: MANY }, async (_none, index) => {
        const wish = { units: 2, token: `own-${index}` };
        return { wish, document: await launcher.prepare(keys, wish) };
      }),
    );
    const calls = await callsDuring(() => Promise.all(prepared.map(({ wish, document }) => launcher.launch(document, wish))));
    expect(calls).toEqual({ CreateFleet: MANY });
    const machines = await fake.control.machines({ liveOnly: true });
    const intents = machines.map(({ tags }) => tags['hostwright-intent'] ?? '');
    expect([machines.length, new Set(intents).size]).toEqual([2 * MANY, MANY]);
  });
});
