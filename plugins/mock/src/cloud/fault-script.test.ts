import { assert, asyncProperty, integer } from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { isProviderError } from '@hostwright/core/provider';
import { launch, openTestSite, type TestSite } from '../testing/test-site.js';
import { read } from '../testing/writes.js';
import type { FaultInput } from './fault.js';

let site: TestSite;
afterEach(() => site.close());

const FAILS = { kind: 'error', on: 'DescribeZones', code: 'InternalError' } as const;

/** Which of `count` calls failed, counted from 1. */
async function failures(count: number, between: () => void = () => undefined): Promise<readonly number[]> {
  const failed: number[] = [];
  for (let call = 1; call <= count; call += 1) {
    if (await fails(() => site.provider.catalog.zones(read()))) failed.push(call);
    between();
  }
  return failed;
}

async function fails(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return false;
  } catch (error) {
    if (isProviderError(error)) return true;
    throw error;
  }
}

it('hits the first matching call, or the nth, or several from there', { tags: ['mock.faults', 'simulated'] }, async () => {
  await assert(
    asyncProperty(integer({ min: 1, max: 5 }), integer({ min: 1, max: 4 }), async (nth, times) => {
      site = await openTestSite({ faults: [{ ...FAILS, when: { nth, times } }] });
      const expected = Array.from({ length: times }, (_, index) => nth + index);
      expect(await failures(10)).toEqual(expected);
      await site.close();
    }),
    { numRuns: 20 },
  );
  site = await openTestSite({ faults: [FAILS] });
  expect(await failures(3)).toEqual([1]);
});

it('hits for as long as it lasts, from when it begins', async () => {
  site = await openTestSite({ faults: [{ ...FAILS, when: { afterMs: 3_000, forMs: 2_000 } }] });
  expect(await failures(8, () => site.control.advance(1_000))).toEqual([4, 5]);
});

it('hits a share of the calls, and the same ones again under the same seed', async () => {
  const faults: readonly FaultInput[] = [{ ...FAILS, when: { probability: 0.3 } }];
  const histories: (readonly number[])[] = [];
  for (const seed of [1, 1, 2]) {
    site = await openTestSite({ seed, faults });
    histories.push(await failures(200));
    await site.close();
  }
  expect(histories[0]).toEqual(histories[1]);
  expect(histories[0]).not.toEqual(histories[2]);
  expect(histories[0]?.length).toBeGreaterThan(30);
  expect(histories[0]?.length).toBeLessThan(90);
  site = await openTestSite();
});

it('hits only calls that name the zone, type or market it asks for', async () => {
  const narrow = { zone: 'mock-1b', machineType: 'mock.large', market: 'spot', times: 'always' } as const;
  site = await openTestSite({ faults: [{ kind: 'error', on: 'RunInstances', code: 'InternalError', when: narrow }] });
  const options = { machineType: 'mock.large', zones: ['mock-1b'], market: 'spot' };
  expect(await fails(() => launch(site, { options, token: 'a' }))).toBe(true);
  expect(await fails(() => launch(site, { options: { ...options, zones: ['mock-1a'] }, token: 'b' }))).toBe(false);
  expect(await fails(() => launch(site, { options: { ...options, machineType: 'mock.small' }, token: 'c' }))).toBe(false);
  expect(await fails(() => launch(site, { options: { ...options, market: 'on-demand' }, token: 'd' }))).toBe(false);
});

it('counts a script over all processes that have it, and anew once it changed', async () => {
  site = await openTestSite({ faults: [{ ...FAILS, when: { nth: 2 } }] });
  const second = await site.another();
  expect(await fails(() => site.provider.catalog.zones(read()))).toBe(false);
  expect(await fails(() => second.provider.catalog.zones(read()))).toBe(true);
  const third = await site.another({ faults: [{ ...FAILS, when: { nth: 1 } }] });
  expect(await fails(() => third.provider.catalog.zones(read()))).toBe(true);
  expect(await fails(() => site.provider.catalog.zones(read()))).toBe(false);
  await Promise.all([second.close(), third.close()]);
});

it('hits every caller when a control added it, or those of one account, until it is removed', async () => {
  site = await openTestSite();
  const other = await site.another({ account: 'other' });
  const everybody = site.control.addFault({ ...FAILS, when: { times: 'always' } });
  expect(await fails(() => other.provider.catalog.zones(read()))).toBe(true);
  expect(site.control.removeFault(everybody)).toBe(true);
  expect(site.control.removeFault(everybody)).toBe(false);
  site.control.addFault({ ...FAILS, when: { times: 'always' } }, { account: 'other' });
  expect(await fails(() => site.provider.catalog.zones(read()))).toBe(false);
  expect(await fails(() => other.provider.catalog.zones(read()))).toBe(true);
  expect(site.control.faults()).toMatchObject([{ kind: 'error', matched: 1, fired: 1 }]);
  site.control.addFault({ ...FAILS, when: { times: 'always' } }, { region: 'elsewhere' });
  expect(await fails(() => site.provider.catalog.zones(read()))).toBe(false);
  site.control.clearFaults();
  expect(await fails(() => other.provider.catalog.zones(read()))).toBe(false);
  await other.close();
});

it('refuses a line that it does not understand', async () => {
  site = await openTestSite();
  expect(() => site.control.addFault({ kind: 'hang', on: 'RunInstances', side: 'before' } as unknown as FaultInput)).toThrow(/durationMs/);
  await expect(openTestSite({ faults: [{ kind: 'explode' }] })).rejects.toThrow(/kind/);
});
