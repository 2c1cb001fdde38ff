import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startMoto } from '@hostwright/emulators/moto';
import { afterAll, describe, expect, it } from 'vitest';
import { openSite, type Site } from '../adopt/site.js';

const moto = await startMoto();
afterAll(() => moto.stop());

/** Only finds what hangs. */
const HANG_MS = 300_000;

/** Leaves something out, and says what. */
const PARTIAL = 13;

const COMMON = { templateId: 'fleet', maxNumber: 40, imageId: 'ami-0abcdef1234567890', subnetIds: ['subnet-11111111', 'subnet-22222222'] };

/** Templates as Open Resource Broker writes them for Host Factory, in our own words. */
const CAMEL = {
  scheduler_type: 'hostfactory',
  templates: [
    {
      ...COMMON,
      providerApi: 'EC2Fleet',
      fleetType: 'instant',
      priceType: 'heterogeneous',
      percentOnDemand: 25,
      vmTypes: { 'm5.large': 1, 'm5.xlarge': 2 },
      vmTypesOnDemand: { 'c5.large': 1 },
      allocationStrategy: 'capacityOptimized',
      allocationStrategyOnDemand: 'lowestPrice',
      securityGroupIds: ['sg-11111111'],
      maxSpotPrice: '0.25',
      rootDeviceVolumeSize: 40,
      volumeType: 'gp3',
      instanceTags: { team: 'grid', cost: '42' },
      attributes: { type: ['String', 'X86_64'], ncpus: ['Numeric', '2'], nram: ['Numeric', '8192'] },
    },
    {
      templateId: 'sized',
      maxNumber: 5,
      imageId: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
      subnetIds: ['subnet-11111111'],
      providerApi: 'EC2Fleet',
      abisInstanceRequirements: { VCpuCount: { Min: 4, Max: 8 }, MemoryMiB: { Min: 8_192 } },
    },
    {
      templateId: 'group',
      maxNumber: 5,
      imageId: 'ami-1234567890abcdef0',
      subnetIds: ['subnet-11111111'],
      vmType: 'm5.large',
      providerApi: 'ASG',
    },
    {
      templateId: 'plain',
      maxNumber: 5,
      imageId: 'ami-1234567890abcdef0',
      subnetIds: ['subnet-11111111'],
      vmType: 'm5.large',
      providerApi: 'RunInstances',
    },
  ],
};

/** The same as Open Resource Broker writes them for itself. */
const SNAKE = {
  scheduler_type: 'default',
  templates: [
    {
      template_id: 'fleet',
      max_instances: 40,
      image_id: 'ami-0abcdef1234567890',
      subnet_ids: ['subnet-11111111', 'subnet-22222222'],
      provider_api: 'EC2Fleet',
      fleet_type: 'instant',
      price_type: 'heterogeneous',
      percent_on_demand: 25,
      machine_types: { 'm5.large': 1, 'm5.xlarge': 2 },
      machine_types_ondemand: { 'c5.large': 1 },
      allocation_strategy: 'capacity_optimized',
      allocation_strategy_on_demand: 'lowest_price',
      security_group_ids: ['sg-11111111'],
      max_price: 0.25,
      root_device_volume_size: 40,
      volume_type: 'gp3',
      tags: { team: 'grid', cost: '42' },
      attributes: { type: ['String', 'X86_64'], ncpus: ['Numeric', '2'], nram: ['Numeric', '8192'] },
    },
    {
      template_id: 'sized',
      max_instances: 5,
      image_id: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64',
      subnet_ids: ['subnet-11111111'],
      provider_api: 'EC2Fleet',
      abis_instance_requirements: { VCpuCount: { Min: 4, Max: 8 }, MemoryMiB: { Min: 8_192 } },
    },
    {
      template_id: 'group',
      max_instances: 5,
      image_id: 'ami-1234567890abcdef0',
      subnet_ids: ['subnet-11111111'],
      instance_type: 'm5.large',
      provider_api: 'ASG',
    },
    {
      template_id: 'plain',
      max_instances: 5,
      image_id: 'ami-1234567890abcdef0',
      subnet_ids: ['subnet-11111111'],
      instance_type: 'm5.large',
      provider_api: 'RunInstances',
    },
  ],
};

interface Imported {
  readonly templates: readonly Readonly<Record<string, unknown>>[];
}

/** Imports a file into one of ours, and answers what that holds. */
async function imported(site: Site, name: string, contents: object): Promise<Imported> {
  const from = join(site.folder, `${name}.json`);
  const into = join(site.folder, `${name}-ours.json`);
  writeFileSync(from, JSON.stringify(contents));
  const { code, err } = await site.run('templates', 'import', from, '--into', into);
  expect([code, err.split('\n').filter((line) => / left out | NOT taken over|problem:/.test(line))]).toEqual([0, []]);
  const verdict = await site.run('templates', 'validate', into, '--strict');
  expect([verdict.code, verdict.err]).toEqual([0, '']);
  return JSON.parse(readFileSync(into, 'utf8')) as Imported;
}

describe('templates of Open Resource Broker', { timeout: HANG_MS, tags: ['aws.import', 'contract'] }, () => {
  it('become ours whole, in both of its spellings alike', async () => {
    const site = await openSite(moto);
    const camel = await imported(site, 'camel', CAMEL);
    const snake = await imported(site, 'snake', SNAKE);
    expect(camel.templates.map(({ templateId }) => templateId)).toEqual(['fleet', 'sized', 'group', 'plain']);
    const [fleet, sized, group, plain] = camel.templates;
    expect(fleet).toMatchObject({
      maxNumber: 40,
      handlers: ['ec2-fleet'],
      fleetType: 'instant',
      vmTypes: { 'm5.large': 1, 'm5.xlarge': 2 },
      vmTypesOnDemand: { 'c5.large': 1 },
      priceType: 'heterogeneous',
      percentOnDemand: 25,
      maxSpotPrice: 0.25,
      subnetIds: ['subnet-11111111', 'subnet-22222222'],
      instanceTags: { team: 'grid', cost: '42' },
    });
    expect(sized).toHaveProperty('instanceRequirements');
    expect([group?.['handlers'], plain?.['handlers']]).toEqual([['auto-scaling-group'], ['run-instances']]);
    const comparable = (entries: Imported['templates']): unknown =>
      entries.map((template) => ({ ...template, allocationStrategy: undefined, allocationStrategyOnDemand: undefined }));
    expect(comparable(snake.templates)).toEqual(comparable(camel.templates));
  });

  it('lose only what has no meaning here, and each loss is told', async () => {
    const site = await openSite(moto);
    const file = join(site.folder, 'orb.json');
    const [, , , plain] = CAMEL.templates;
    writeFileSync(
      file,
      JSON.stringify({ scheduler_type: 'hostfactory', templates: [{ ...plain, name: 'A template', createdAt: '2026-10-01T00:00:00' }] }),
    );
    const { code, out, err } = await site.run('templates', 'import', file);
    expect(code).toBe(PARTIAL);
    expect(out).toContain('templateId: plain');
    expect(err).toMatch(/plain: left out name: /);
    expect(err).toMatch(/plain: left out createdAt: /);
  });
});
