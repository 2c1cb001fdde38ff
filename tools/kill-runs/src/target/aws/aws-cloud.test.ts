import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LineFacts } from '../../preload/lines.js';
import { until } from '../../run/until.js';
import type { TargetCloud } from '../target.js';
import { openAwsCloud } from './aws-cloud.js';
import type { AwsAccount, AwsEmulator } from './aws-account.js';
import { ask, every, type Place } from './emulators.js';
import { startFakeEmulator } from './fake-ec2.js';

const TAGS = { 'hostwright-deployment': 'dep-1', 'hostwright-request': 'req-1', 'hostwright-intent': 'int-1' };

let emulator: AwsEmulator;
let folder: string;
beforeAll(async () => {
  emulator = await startFakeEmulator();
  folder = mkdtempSync(join(tmpdir(), 'hwk-cloud-'));
});
afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

let account: AwsAccount;
let cloud: TargetCloud;
let lines: LineFacts[];
let proxied: Place;
beforeEach(async () => {
  lines = [];
  account = await emulator.openAccount();
  cloud = await openAwsCloud(account, { folder: mkdtempSync(join(folder, 'run-')), write: (facts) => lines.push(facts) });
  proxied = { ...account.place, url: (cloud.settings as { readonly endpoint: string }).endpoint };
  return () => cloud.close();
});

/** Somebody launches machines with our tags through the proxy. */
async function launch(count: number, more: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const tags = Object.entries(TAGS).flatMap(([key, value], index) => [
    [`TagSpecification.1.Tag.${index + 1}.Key`, key],
    [`TagSpecification.1.Tag.${index + 1}.Value`, value],
  ]);
  const parameters = {
    ImageId: 'ami-0abcdef1234567890',
    InstanceType: 'm5.large',
    MinCount: '1',
    MaxCount: String(count),
    'TagSpecification.1.ResourceType': 'instance',
    ...(Object.fromEntries(tags) as Record<string, string>),
    ...more,
  };
  const reply = await ask(proxied, { service: 'ec2', action: 'RunInstances', parameters });
  return every(reply, 'instanceId').map(({ text }) => text);
}

function terminate(id: string): Promise<unknown> {
  return ask(proxied, { service: 'ec2', action: 'TerminateInstances', parameters: { 'InstanceId.1': id } });
}

describe('a run’s cloud on AWS', { tags: ['aws.kill-runs', 'contract'] }, () => {
  it('knows each machine from its launch on, also while no listing shows it, and writes down when it was made', async () => {
    const ids = await launch(3, { ClientToken: 'token-1' });
    const made = await cloud.machines();
    expect(made.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(made.every(({ alive }) => alive)).toBe(true);
    expect(lines).toEqual([{ line: 'cloud-created', machineIds: ids }]);
    await until('machines that are shown', async () => (await cloud.machines()).every(({ token }) => token === 'token-1') || undefined);
    expect((await cloud.machines())[0]).toMatchObject({ requestId: 'req-1', intentId: 'int-1', deploymentId: 'dep-1', units: 1 });
    expect(lines).toHaveLength(1);
  });

  it('tells when an end was ordered and when it came, not before it was', async () => {
    const [id = ''] = await launch(1);
    // Until EC2 shows the machine, it does not know what is to be ended.
    await until('an end that is taken', () => terminate(id).catch(() => undefined));
    const orderedAtMs = Date.now();
    const [ended] = await until('the end', async () => {
      const machines = await cloud.machines();
      return machines.every(({ endedAtMs }) => endedAtMs !== undefined) ? machines : undefined;
    });
    expect(ended).toMatchObject({ id, alive: false });
    expect(ended?.endOrderedAtMs).toBeLessThanOrEqual(orderedAtMs);
    expect(ended?.endedAtMs).toBeGreaterThan(ended?.endOrderedAtMs ?? Number.POSITIVE_INFINITY);
    expect(ended?.endedAtMs).toBeLessThanOrEqual(Date.now());
  });

  it('gives one machine where it has room for no more', async () => {
    await cloud.giveOneOnly();
    const [, zones] = cloud.templates as readonly { readonly subnetIds: readonly string[] }[];
    const [first = '', second = ''] = zones?.subnetIds ?? [];
    expect(await launch(3, { SubnetId: first })).toHaveLength(1);
    expect(await launch(2, { SubnetId: second })).toHaveLength(2);
  });

  it('hands the judge all that it has', async () => {
    const [id] = await launch(1);
    const [option, file = ''] = await cloud.judgedBy(folder);
    expect(option).toBe('--inventory');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ machines: [{ id, tags: TAGS }] });
  });
});
