import { afterEach, expect, it } from 'vitest';
import { launch, liveIds, openTestSite, pagesOf, sweepAll, type TestSite } from '../testing/test-site.js';
import { read, write } from '../testing/writes.js';

let site: TestSite;
afterEach(() => site.close());

it('boots machines after times that the seed draws from the range', { tags: ['mock.cloud', 'simulated'] }, async () => {
  site = await openTestSite({ bootTimeMs: { minMs: 10_000, maxMs: 20_000 } });
  await launch(site, { units: 200 });
  const running = (): number => site.control.machines().filter((machine) => machine.state === 'running').length;
  site.control.advance(9_999);
  expect(running()).toBe(0);
  site.control.advance(5_000);
  expect(running()).toBeGreaterThan(60);
  expect(running()).toBeLessThan(140);
  site.control.advance(5_001);
  expect(running()).toBe(200);
});

it('keeps every capacity rule that matches: by type, by zone, by both, over all', { tags: ['mock.cloud', 'simulated'] }, async () => {
  site = await openTestSite({ capacity: { '*': 8, 'mock.small': 6, '*/mock-1a': 2, 'mock.small/mock-1b': 1 } });
  const small = await launch(site, { units: 20 });
  const zones = small.machines.map((machine) => machine.zone);
  expect(zones.filter((zone) => zone === 'mock-1a')).toHaveLength(2);
  expect(zones.filter((zone) => zone === 'mock-1b')).toHaveLength(1);
  expect(zones.filter((zone) => zone === 'mock-1c')).toHaveLength(3);
  const medium = await launch(site, { units: 20, token: 'two', options: { machineType: 'mock.medium' } });
  expect(medium.machines).toHaveLength(2);
});

it('refills a bucket with time, and says when to come back', async () => {
  site = await openTestSite({ rateLimits: { DescribeZones: { burst: 2, refillPerSecond: 0.5 } } });
  const zones = () => site.provider.catalog.zones(read());
  await zones();
  await zones();
  await expect(zones()).rejects.toMatchObject({ errorClass: 'Throttled', retryAfterMs: 2_000 });
  site.control.advance(1_999);
  await expect(zones()).rejects.toMatchObject({ retryAfterMs: 1 });
  site.control.advance(1);
  await expect(zones()).resolves.toBeDefined();
  const other = await site.another({ account: 'other' });
  await expect(other.provider.catalog.zones(read())).resolves.toBeDefined();
  await other.close();
});

it('takes back the share of spot machines that the settings say, and no other machine', async () => {
  site = await openTestSite({ spotReclaim: { probability: 0.5, afterMs: 60_000, graceMs: 30_000 } });
  await launch(site, { units: 100, options: { market: 'spot' } });
  await launch(site, { units: 100, token: 'two' });
  site.control.advance(60_000);
  const noticed = pagesOf(await sweepAll(site)).flatMap((page) => page.machines.filter((machine) => machine.reclaim !== undefined));
  expect(noticed.every((machine) => machine.market === 'spot')).toBe(true);
  expect(noticed.length).toBeGreaterThan(25);
  expect(noticed.length).toBeLessThan(75);
  site.control.advance(30_000);
  expect(liveIds(site)).toHaveLength(200 - noticed.length);
});

it('gives a name out again only after its machine ended', async () => {
  site = await openTestSite({ addressPool: 2, terminateTimeMs: 5_000 });
  const first = await launch(site, { units: 2 });
  const names = first.machines.map((machine) => machine.name);
  expect(new Set(names).size).toBe(2);
  await site.machines.terminate({ ...write(), machineIds: [first.machines[0]?.machineId ?? ''] });
  await expect(launch(site, { token: 'two' })).rejects.toMatchObject({ code: 'InsufficientFreeAddresses' });
  site.control.advance(5_000);
  const second = await launch(site, { token: 'two' });
  expect(second.machines[0]?.name).toBe(names[0]);
});

it('undoes what a refused launch had begun', async () => {
  site = await openTestSite({ addressPool: 3 });
  await expect(launch(site, { units: 4, options: { volumeSizeGib: 1 } })).rejects.toMatchObject({ code: 'InsufficientFreeAddresses' });
  expect(site.control.machines()).toEqual([]);
  expect(site.control.volumes()).toEqual([]);
  expect((await launch(site, { units: 3 })).machines).toHaveLength(3);
});

it('takes time for each call, half on each way', async () => {
  site = await openTestSite({ latencyMs: 400 });
  const start = site.control.now();
  await site.provider.catalog.zones(read());
  expect(site.control.now()).toBe(start + 400);
  expect(site.control.calls()).toMatchObject([{ atMs: start + 200 }]);
});

it('gives public addresses only to machines that ask for one', async () => {
  site = await openTestSite();
  const open = await launch(site, { options: { publicIp: true } });
  const closed = await launch(site, { token: 'two' });
  expect(open.machines[0]?.publicIp).toMatch(/^198\.1[89]\./);
  expect(closed.machines[0]?.publicIp).toBeUndefined();
});
