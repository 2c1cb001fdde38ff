import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Catalog, CatalogOffer, OfferFilter } from '@hostwright/core/provider';
import { readInput } from '@hostwright/plugin-testing';
import { testSession, type TestSession } from '../session/testing/test-session.js';
import type { AwsOptions } from '../template/options.js';
import { createCatalog } from './catalog.js';
import { product, sell } from './testing/ec2-answers.js';
import { choices, optionsWith } from './testing/options.js';
import { items, refusal, startTestCloud, xml, type TestCloud } from './testing/test-cloud.js';

let cloud: TestCloud;
let opened: TestSession;
let catalog: Catalog<AwsOptions>;
const now = (): number => opened.context.now();

beforeEach(async () => {
  cloud = await startTestCloud();
  opened = testSession(cloud.url);
  catalog = createCatalog(opened.session);
});

afterEach(async () => {
  opened.session.close();
  await cloud.close();
});

const ZONES = ['us-east-1a', 'us-east-1b'];
const LARGE = { name: 'c5.large', zones: ZONES, onDemandUsd: '0.0850000000', spotUsd: '0.031' };
const XLARGE = { name: 'c5.xlarge', vcpus: 4, memoryMib: 8_192, zones: ['us-east-1a'], onDemandUsd: '0.17', spotUsd: '0.06' };
const GPU = { name: 'g4dn.xlarge', vcpus: 4, memoryMib: 16_384, gpus: 1, zones: ['us-east-1b'], onDemandUsd: '0.526' };

async function offers(filter: OfferFilter): Promise<readonly CatalogOffer[]> {
  return (await catalog.offers({ ...readInput(), filter })).items;
}

describe('what EC2 sells', { tags: ['aws.catalog', 'contract'] }, () => {
  it('names the zones that the account may use, in order', async () => {
    const zone = (name: string, status: string): string => `<zoneName>${name}</zoneName><optInStatus>${status}</optInStatus>`;
    const open = [
      zone('us-east-1b', 'opt-in-not-required'),
      zone('us-east-1a', 'opt-in-not-required'),
      zone('us-east-1-bos-1a', 'not-opted-in'),
    ];
    cloud.answer('DescribeAvailabilityZones', () => xml('DescribeAvailabilityZones', items('availabilityZoneInfo', open)));
    expect(await catalog.zones(readInput())).toEqual(ZONES);
    await catalog.zones(readInput());
    expect(cloud.calls).toHaveLength(1);
  });

  it('reads machine types from all pages once, however many ask at the same time, and pages them by name', async () => {
    sell(cloud, [XLARGE, GPU, LARGE], { now, page: 2 });
    const ask = (cursor?: string) => catalog.machineTypes({ ...readInput(), limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    const [first, same] = await Promise.all([ask(), ask()]);
    expect(first).toEqual(same);
    const second = await ask(first.nextCursor);
    expect([...first.items, ...second.items]).toEqual([
      { name: 'c5.large', shape: { vcpus: 2, cores: 1, memoryMib: 4_096, gpus: 0, architecture: 'x86_64' }, gpuModel: undefined },
      { name: 'c5.xlarge', shape: { vcpus: 4, cores: 2, memoryMib: 8_192, gpus: 0, architecture: 'x86_64' }, gpuModel: undefined },
      { name: 'g4dn.xlarge', shape: { vcpus: 4, cores: 2, memoryMib: 16_384, gpus: 1, architecture: 'x86_64' }, gpuModel: 'T4' },
    ]);
    expect(second.nextCursor).toBeUndefined();
    expect(cloud.callsOf('DescribeInstanceTypes')).toHaveLength(2);
    await expect(ask('no cursor of ours \u0000')).rejects.toMatchObject({ errorClass: 'InvalidSettings', subject: 'cursor' });
  });

  it('leaves out types without a size, or of a size that cannot be', async () => {
    const odd = [
      { name: 'c5.none', vcpus: 0 },
      { name: 'c5.less', memoryMib: -1 },
      { name: 'c5.nan', vcpus: Number.NaN },
      { name: 'mac2.metal', architecture: 'arm64_mac' },
      { name: '*', vcpus: 2 },
    ];
    sell(cloud, [LARGE, ...odd], { now });
    const { items: types } = await catalog.machineTypes(readInput());
    expect(types.map(({ name }) => name)).toEqual(['c5.large']);
  });

  it('offers each type in each zone that sells it, on each of its markets, at its price and with its age', async () => {
    sell(cloud, [LARGE, { ...GPU, usages: ['on-demand'] }], { now });
    const all = await offers({});
    expect(all.map(({ offerId, pricePerHourUsd }) => [offerId, pricePerHourUsd])).toEqual([
      ['c5.large/us-east-1a/on-demand', 0.085],
      ['c5.large/us-east-1a/spot', 0.031],
      ['c5.large/us-east-1b/on-demand', 0.085],
      ['c5.large/us-east-1b/spot', 0.031],
      ['g4dn.xlarge/us-east-1b/on-demand', 0.526],
    ]);
    expect(all.every(({ region, availability }) => region === 'us-east-1' && availability === 'unknown')).toBe(true);
    const readAtMs = all[0]?.pricedAtMs ?? 0;
    opened.context.shiftMs += 300_000;
    expect((await offers({}))[0]?.pricedAtMs).toBe(readAtMs);
  });

  it('narrows by type, zone, market and size, and asks for no more than that', async () => {
    sell(cloud, [LARGE, XLARGE, GPU], { now });
    const ids = async (filter: OfferFilter) => (await offers(filter)).map(({ offerId }) => offerId);
    expect(await ids({ machineTypes: ['c5.large', 'c5.*', 'c9.none'], zones: ['us-east-1b'], market: 'spot' })).toEqual([
      'c5.large/us-east-1b/spot',
    ]);
    expect(cloud.callsOf('DescribeInstanceTypes').map(({ parameters }) => parameters['Filter.1.Value.1'])).toEqual(['c5.large']);
    expect(cloud.callsOf('DescribeInstanceTypes')[0]?.parameters).not.toHaveProperty('Filter.1.Value.3');
    expect(cloud.callsOf('GetProducts')).toHaveLength(0);
    expect(await ids({ minGpus: 1, market: 'on-demand' })).toEqual(['g4dn.xlarge/us-east-1b/on-demand']);
    expect(await ids({ minVcpus: 1_000 })).toEqual([]);
  });
});

describe('prices that are not to be believed', { tags: ['aws.catalog', 'contract'] }, () => {
  it.each(['0', '0.0000000000', '-1', 'NaN', '1e3', '', '200000'])('are unknown: %j', async (price) => {
    sell(cloud, [{ ...LARGE, onDemandUsd: price, spotUsd: price }], { now });
    for (const offer of await offers({})) expect(offer).toMatchObject({ pricePerHourUsd: undefined, pricedAtMs: undefined });
  });

  it('are those of a spot market of years ago', async () => {
    sell(cloud, [{ ...LARGE, spotUsd: '0.00001', spotAt: '2006-01-01T00:00:00.000Z' }], { now });
    expect(await offers({ market: 'spot' })).toMatchObject([{ pricePerHourUsd: undefined }, { pricePerHourUsd: undefined }]);
  });

  it('are those of another region, tenancy or licence, of blocks of capacity, in another currency, or of no form', async () => {
    sell(cloud, [LARGE], { now });
    const others = [
      product('c5.large', '1', { regionCode: 'eu-west-1' }),
      product('c5.large', '2', { tenancy: 'Dedicated' }),
      product('c5.large', '3', { preInstalledSw: 'SQL Std' }),
      product('c5.large', '4', { marketoption: 'CapacityBlock' }),
      product('c5.large', '5', { operatingSystem: 'Windows' }),
    ].map((one) => JSON.stringify(one));
    const yuan = JSON.stringify(product('c5.large', '6')).replace('"USD"', '"CNY"');
    cloud.answer('GetProducts', () => ({ PriceList: [...others, yuan, '{', 'null', JSON.stringify(product('c5.large', '0.085'))] }));
    expect(await offers({ market: 'on-demand', zones: ['us-east-1a'] })).toMatchObject([{ pricePerHourUsd: 0.085 }]);
  });
});

describe('a price service that cannot be used', { tags: ['aws.catalog', 'simulated'] }, () => {
  it('leaves prices unknown, is told of once, and is asked again after ten minutes', async () => {
    sell(cloud, [LARGE], { now });
    const ask = (): Promise<readonly CatalogOffer[]> => offers({ machineTypes: ['c5.large'], market: 'on-demand', zones: ['us-east-1a'] });
    cloud.answer('GetProducts', () => ({ status: 400, body: JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }) }));
    expect(await ask()).toMatchObject([{ pricePerHourUsd: undefined }]);
    await ask();
    expect(cloud.callsOf('GetProducts')).toHaveLength(1);
    expect(opened.context.lines.filter((line) => line.includes('prices are unknown'))).toHaveLength(1);
    sell(cloud, [LARGE], { now });
    opened.context.shiftMs += 600_001;
    expect(await ask()).toMatchObject([{ pricePerHourUsd: 0.085 }]);
  });

  it('does not hide that the credentials are refused', async () => {
    sell(cloud, [LARGE], { now });
    cloud.answer('DescribeSpotPriceHistory', () => refusal(403, 'AuthFailure'));
    await expect(offers({ market: 'spot' })).rejects.toMatchObject({ errorClass: 'Credentials' });
  });
});

describe('the size of a template', { tags: ['aws.catalog', 'contract'] }, () => {
  const shape = (changes: Partial<AwsOptions>) => catalog.shape({ ...readInput(), options: optionsWith(changes) });

  it('is that of its smallest type', async () => {
    sell(cloud, [LARGE, XLARGE], { now });
    expect(await shape({ types: choices('c5.xlarge', 'c5.large') })).toMatchObject({ vcpus: 2, memoryMib: 4_096 });
    expect(await shape({ types: choices('c5.xlarge') })).toMatchObject({ vcpus: 4 });
  });

  it('names the types that do not exist', async () => {
    sell(cloud, [LARGE], { now });
    await expect(shape({ types: choices('c5.large', 'c9.huge') })).rejects.toMatchObject({
      errorClass: 'InvalidTemplate',
      code: 'InvalidInstanceType',
      message: 'c9.huge: no machine type of us-east-1; correct the name, or use another region',
    });
  });

  it('is asked of AWS where it is given by requirements', async () => {
    sell(cloud, [LARGE, XLARGE], { now });
    cloud.answer('GetInstanceTypesFromInstanceRequirements', () =>
      xml('GetInstanceTypesFromInstanceRequirements', items('instanceTypeSet', ['<instanceType>c5.xlarge</instanceType>'])),
    );
    const requirements = { minVcpus: 3, maxVcpus: 8, minMemoryMib: 4_096, gpuCount: { min: 0, max: 0 }, burstable: 'excluded' } as const;
    expect(await shape({ types: undefined, requirements })).toMatchObject({ vcpus: 4 });
    expect(cloud.callsOf('GetInstanceTypesFromInstanceRequirements')[0]?.parameters).toMatchObject({
      'ArchitectureType.1': 'x86_64',
      'InstanceRequirements.VCpuCount.Min': '3',
      'InstanceRequirements.VCpuCount.Max': '8',
      'InstanceRequirements.AcceleratorCount.Max': '0',
      'InstanceRequirements.BurstablePerformance': 'excluded',
    });
  });

  it("is that of the user's launch template, where only that names a type", async () => {
    sell(cloud, [LARGE], { now });
    const data = (inside: string): string =>
      xml('DescribeLaunchTemplateVersions', items('launchTemplateVersionSet', [`<launchTemplateData>${inside}</launchTemplateData>`]));
    const own = { types: undefined, launchTemplate: { id: 'lt-12345678', version: '$Latest' } };
    cloud.answer('DescribeLaunchTemplateVersions', () => data('<instanceType>c5.large</instanceType>'));
    expect(await shape(own)).toMatchObject({ vcpus: 2 });
    cloud.answer('DescribeLaunchTemplateVersions', () => data('<imageId>ami-1</imageId>'));
    const other = { ...own, launchTemplate: { id: 'lt-87654321', version: '1' } };
    await expect(shape(other)).rejects.toMatchObject({ errorClass: 'InvalidTemplate', subject: 'vmType' });
  });
});

describe('what machines will cost', { tags: ['aws.catalog.choice', 'contract'] }, () => {
  const cost = (changes: Partial<AwsOptions>, count = 10, durationHours = 2) =>
    catalog.estimate({ ...readInput(), options: optionsWith(changes), count, durationHours });

  it('is that of the cheapest type', async () => {
    sell(cloud, [LARGE, XLARGE], { now });
    const estimate = await cost({ types: choices('c5.xlarge', 'c5.large') });
    expect(estimate.perHourUsd).toBeCloseTo(0.85);
    expect(estimate.totalUsd).toBeCloseTo(1.7);
    expect(estimate.assumptions).toContain('10 of 10 machines are c5.large on the on-demand market');
  });

  it('counts the parts of a mixed template apart', async () => {
    sell(cloud, [LARGE], { now });
    const estimate = await cost({ market: 'mixed', onDemandBase: 2, onDemandPercent: 25 });
    expect(estimate.perHourUsd).toBeCloseTo(4 * 0.085 + 6 * 0.031);
  });

  it('takes the price of hardware of one customer where that is asked for', async () => {
    sell(cloud, [LARGE], { now });
    await cost({ tenancy: 'dedicated' });
    expect(JSON.stringify(cloud.callsOf('GetProducts')[0]?.parameters)).toContain('"Dedicated"');
    await expect(cost({ tenancy: 'host' })).rejects.toMatchObject({ errorClass: 'Unsupported', subject: 'tenancy' });
  });

  it('is refused where no price is known', async () => {
    sell(cloud, [{ name: 'c5.large' }], { now });
    await expect(cost({})).rejects.toMatchObject({
      errorClass: 'Unsupported',
      message: 'no on-demand price is known for c5.large in us-east-1',
    });
  });
});
