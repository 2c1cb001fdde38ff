import { startMoto } from '@hostwright/emulators/moto';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { openCloud } from '../cloud/cloud.js';
import { connect, templateOf } from '../plugin/connection.js';
import awsProvider from '@hostwright/provider-aws';

const moto = await startMoto();
afterAll(() => moto.stop());

const read = (): { readonly signal: AbortSignal } => ({ signal: new AbortController().signal });

async function open() {
  const cloud = await openCloud(moto);
  const connection = await connect(cloud);
  onTestFinished(async () => {
    await connection.close();
    await cloud.close();
  });
  const optionsOf = async (keys: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const result = await awsProvider.templateSchema['~standard'].validate({ ...templateOf(cloud), ...keys });
    if (result.issues !== undefined) throw new Error(JSON.stringify(result.issues));
    return result.value;
  };
  return { cloud, catalog: connection.provider.catalog, provider: connection.provider, optionsOf };
}

describe('the catalog on moto', { tags: ['aws.catalog', 'emulated'] }, () => {
  it('knows zones, types and sizes', async () => {
    const { cloud, catalog } = await open();
    expect(await catalog.zones(read())).toEqual(cloud.network.subnets.map(({ zone }) => zone));
    const { items } = await catalog.machineTypes(read());
    expect(items.find(({ name }) => name === 'm5.large')).toMatchObject({
      shape: { vcpus: 2, cores: 1, memoryMib: 8_192, gpus: 0, architecture: 'x86_64' },
    });
    expect(items.find(({ name }) => name === 'g4dn.xlarge')).toMatchObject({ shape: { gpus: 1 }, gpuModel: 'T4' });
    expect(items.length).toBeGreaterThan(500);
  });

  it('takes the price on demand that the price list has, and none of a spot market of 2006', async () => {
    const { catalog } = await open();
    const { items } = await catalog.offers({ ...read(), filter: { machineTypes: ['m5.large'] } });
    const priced = Object.groupBy(items, ({ market }) => market);
    expect(priced['on-demand']?.every(({ pricePerHourUsd = 0 }) => pricePerHourUsd > 0)).toBe(true);
    expect(priced.spot?.length).toBeGreaterThan(0);
    expect(priced.spot?.every(({ pricePerHourUsd, pricedAtMs }) => pricePerHourUsd === undefined && pricedAtMs === undefined)).toBe(true);
  });

  it('tells the size of a template and what it costs, and which type does not exist', async () => {
    const { catalog, optionsOf } = await open();
    const options = await optionsOf({ vmType: 'm5.large' });
    expect(await catalog.shape({ ...read(), options })).toMatchObject({ vcpus: 2, memoryMib: 8_192 });
    const estimate = await catalog.estimate({ ...read(), options, count: 10, durationHours: 2 });
    expect(estimate.totalUsd).toBeCloseTo(2 * estimate.perHourUsd);
    const unknown = await optionsOf({ vmType: 'm99.huge' });
    await expect(catalog.shape({ ...read(), options: unknown })).rejects.toMatchObject({ errorClass: 'InvalidTemplate' });
  });

  it('lists quotas in vCPUs with their use', async () => {
    const quotas = await (await open()).catalog.quotas(read());
    expect(quotas.map(({ unit, used }) => [unit, used])).toContainEqual(['vcpus', 0]);
    expect(new Set(quotas.map(({ name }) => name)).size).toBe(quotas.length);
  });
});

describe('a new site on moto', { tags: ['aws.init', 'emulated'] }, () => {
  it('is given templates for the networks that are there', async () => {
    const { cloud, provider, catalog } = await open();
    const { templates = [], remarks = [] } = (await provider.suggest?.(read())) ?? {};
    expect(templates.length).toBeGreaterThan(0);
    expect(remarks.join('\n')).toContain(cloud.network.vpcId);
    for (const { entries } of templates) {
      const keys = Object.fromEntries(entries.map(({ key, valueJson }) => [key, JSON.parse(valueJson) as unknown]));
      const result = await awsProvider.templateSchema['~standard'].validate(keys);
      if (result.issues !== undefined) throw new Error(JSON.stringify(result.issues));
      expect(await catalog.shape({ ...read(), options: result.value })).toMatchObject({ architecture: 'x86_64' });
    }
  });
});
