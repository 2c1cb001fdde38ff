import { readFileSync } from 'node:fs';
import {
  CreateFleetCommand,
  DescribeInstancesCommand,
  TerminateInstancesCommand,
  type DescribeInstancesCommandOutput,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from './testing/ask.ts';
import { createTemplate, serve, type Served } from './testing/served.ts';

const MACHINES = 100_000;
const PER_FLEET = 10_000;
/** Promised: a hundred thousand machines within 2 GiB. */
const MOST_BYTES = 2 * 1024 ** 3;

let fake: Served;
beforeAll(async () => {
  fake = await serve({ visibilityMs: 0 });
});
afterAll(() => fake.stop());

/** The most memory the process ever had. */
function peakBytes(): number {
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${fake.processId}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** The ids and the token of a page, without the SDK: a hundred of its pages take minutes to read. */
async function page(token: string | undefined): Promise<{ readonly ids: readonly string[]; readonly token: string | undefined }> {
  const parameters = {
    MaxResults: 1000,
    'Filter.1.Name': 'tag:of',
    'Filter.1.Value.1': 'us',
    ...(token !== undefined && { NextToken: token }),
  };
  const { body } = await ask(fake.url, { service: 'ec2', action: 'DescribeInstances', parameters });
  const text = Buffer.from(body, 'base64').toString();
  return { ids: [...text.matchAll(/<instanceId>([^<]+)/g)].map(([, id = '']) => id), token: /<nextToken>([^<]+)/.exec(text)?.[1] };
}

function createFleet(ec2: EC2Client): Promise<unknown> {
  return ec2.send(
    new CreateFleetCommand({
      Type: 'instant',
      LaunchTemplateConfigs: [{ LaunchTemplateSpecification: { LaunchTemplateName: 'workers', Version: '$Latest' } }],
      TargetCapacitySpecification: { TotalTargetCapacity: PER_FLEET, DefaultTargetCapacityType: 'on-demand' },
    }),
  );
}

describe('a hundred thousand machines', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('are launched, listed once each by a hundred pages, tagged and ended within 2 GiB', async () => {
    await createTemplate(fake, { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'of', Value: 'us' }] }] });
    for (let launched = 0; launched < MACHINES; launched += PER_FLEET) await createFleet(fake.ec2);
    const seen = new Set<string>();
    let pages = 0;
    for (let next = await page(undefined); ; next = await page(next.token)) {
      pages += 1;
      for (const id of next.ids) seen.add(id);
      if (next.token === undefined) break;
    }
    expect([pages, seen.size]).toEqual([MACHINES / 1000, MACHINES]);
    const ids = [...seen];
    for (let start = 0; start < MACHINES; start += 1000) {
      const parameters = Object.fromEntries(ids.slice(start, start + 1000).map((id, index) => [`ResourceId.${index + 1}`, id]));
      const tag = { 'Tag.1.Key': 'batch', 'Tag.1.Value': start };
      await ask(fake.url, { service: 'ec2', action: 'CreateTags', parameters: { ...parameters, ...tag } });
    }
    const batch = await fake.ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'tag:batch', Values: ['42000'] }] }));
    expect(machinesIn(batch)).toBe(1000);
    for (let start = 0; start < MACHINES; start += 1000) {
      await fake.ec2.send(new TerminateInstancesCommand({ InstanceIds: ids.slice(start, start + 1000) }));
    }
    expect((await fake.control.inventory()).machines).toBe(0);
    expect(peakBytes()).toBeLessThan(MOST_BYTES);
  });
});

function machinesIn({ Reservations = [] }: DescribeInstancesCommandOutput): number {
  return Reservations.reduce((sum, { Instances = [] }) => sum + Instances.length, 0);
}
