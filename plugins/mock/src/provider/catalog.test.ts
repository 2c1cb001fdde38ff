import { afterEach, expect, it } from 'vitest';
import type { CatalogOffer, OfferFilter } from '@hostwright/core/provider';
import { MACHINE_TYPES } from '../cloud/machine-types.js';
import { launch, openTestSite, options, type TestSite } from '../testing/test-site.js';
import { read, write } from '../testing/writes.js';

let site: TestSite;
afterEach(() => site.close());

async function offers(filter: OfferFilter): Promise<readonly CatalogOffer[]> {
  const found: CatalogOffer[] = [];
  let cursor: string | undefined;
  do {
    const page = await site.provider.catalog.offers({ ...read(), filter, ...(cursor === undefined ? {} : { cursor }), limit: 7 });
    expect(page.items.length).toBeLessThanOrEqual(7);
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

it('lists the zones of the settings', { tags: ['mock.catalog', 'simulated'] }, async () => {
  site = await openTestSite({ zones: ['north', 'south'] });
  expect(await site.provider.catalog.zones(read())).toEqual(['north', 'south']);
});

it('pages through the machine types', { tags: ['mock.catalog', 'simulated'] }, async () => {
  site = await openTestSite();
  const first = await site.provider.catalog.machineTypes({ ...read(), limit: 5 });
  const second = await site.provider.catalog.machineTypes({ ...read(), limit: 5, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...second.items].map((type) => type.name)).toEqual(MACHINE_TYPES.map((type) => type.name));
  expect(second.nextCursor).toBeUndefined();
  expect(first.items[0]).toEqual({
    name: 'mock.small',
    shape: { vcpus: 2, cores: 1, memoryMib: 4_096, gpus: 0, architecture: 'x86_64' },
    gpuModel: undefined,
  });
});

it('lists offers with prices and availability, each type in each zone and market', { tags: ['mock.catalog', 'simulated'] }, async () => {
  site = await openTestSite({ capacity: { 'mock.small/mock-1b': 0 }, prices: { 'mock.small': { spotUsd: 0.001 } } });
  const all = await offers({});
  expect(all).toHaveLength(MACHINE_TYPES.length * 3 * 2);
  expect(new Set(all.map((offer) => offer.offerId)).size).toBe(all.length);
  const small = await offers({ machineTypes: ['mock.small'], zones: ['mock-1a', 'mock-1b'], market: 'spot' });
  expect(small).toMatchObject([
    { zone: 'mock-1a', availability: 'available', pricePerHourUsd: 0.001, region: 'mock-1', pricedAtMs: site.control.now() },
    { zone: 'mock-1b', availability: 'unavailable' },
  ]);
});

it('narrows offers by size, and answers nothing for what does not exist', async () => {
  site = await openTestSite();
  const types = async (filter: OfferFilter): Promise<readonly string[]> => [
    ...new Set((await offers(filter)).map((offer) => offer.machineType)),
  ];
  expect(await types({ minGpus: 1 })).toEqual(['mock.gpu', 'mock.gpu8']);
  expect(await types({ minVcpus: 8, minMemoryMib: 100_000 })).toEqual(['mock.xlarge', 'mock.memory', 'mock.gpu8']);
  expect(await types({ machineTypes: ['mock.none'] })).toEqual([]);
});

it('tells the size of the smallest machine type that a template allows', async () => {
  site = await openTestSite();
  const shape = await site.provider.catalog.shape({
    ...read(),
    options: options({ machineType: ['mock.large', 'mock.memory', 'mock.medium'] }),
  });
  expect(shape).toEqual({ vcpus: 4, cores: 2, memoryMib: 16_384, gpus: 0, architecture: 'x86_64' });
  const unknown = site.provider.catalog.shape({ ...read(), options: { ...options(), machineType: 'mock.none' } });
  await expect(unknown).rejects.toMatchObject({ errorClass: 'InvalidTemplate', subject: 'machineType' });
});

it('tells limits and use', { tags: ['mock.catalog', 'simulated'] }, async () => {
  site = await openTestSite({ quota: { machines: 10, volumeGib: 100 } });
  await launch(site, { units: 2, options: { machineType: 'mock.medium', volumeSizeGib: 7 } });
  expect(await site.provider.catalog.quotas(read())).toEqual([
    { name: 'machines', unit: 'machines', limit: 10, used: 2 },
    { name: 'vcpus', unit: 'vcpus', limit: undefined, used: 8 },
    { name: 'volumes', unit: 'volumes', limit: undefined, used: 2 },
    { name: 'volumeGib', unit: 'volume-gib', limit: 100, used: 14 },
    { name: 'snapshots', unit: 'snapshots', limit: undefined, used: 0 },
  ]);
  await site.machines.terminate({ ...write(), machineIds: site.control.machines().map((machine) => machine.id) });
  site.control.advance(10_000);
  expect((await site.provider.catalog.quotas(read())).map((quota) => quota.used)).toEqual([0, 0, 0, 0, 0]);
});

it(
  'estimates what machines cost, by the cheapest offer of the template, and says what it assumes',
  { tags: ['mock.catalog', 'simulated'] },
  async () => {
    site = await openTestSite();
    const estimate = (input: Readonly<Record<string, unknown>>) =>
      site.provider.catalog.estimate({ ...read(), options: options(input), count: 3, durationHours: 10 });
    expect(await estimate({ machineType: 'mock.medium' })).toMatchObject({
      totalUsd: expect.closeTo(6),
      perHourUsd: expect.closeTo(0.6),
      durationHours: 10,
    });
    const spot = await estimate({ machineType: ['mock.large', 'mock.medium'], market: 'any', volumeSizeGib: 1 });
    expect(spot.perHourUsd).toBeCloseTo(0.18);
    expect(spot.assumptions).toEqual([
      'every machine is mock.medium on the spot market',
      'the spot price stays as it is',
      'volumes cost nothing',
    ]);
  },
);
