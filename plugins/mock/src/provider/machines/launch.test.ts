import * as fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { launch, liveIds, openTestSite, options, prepare, type TestSite } from '../../testing/test-site.js';
import { header, read, write } from '../../testing/writes.js';

let site: TestSite;
afterEach(() => site.close());

it('prices, orders and names offers: type x zone x market, cheapest for a unit first', async () => {
  site = await openTestSite({ prices: { 'mock.medium/mock-1c': { spotUsd: 0.001 } } });
  const wanted = options({
    machineType: ['mock.medium', 'mock.small'],
    zones: ['mock-1a', 'mock-1c'],
    market: 'any',
    unitsPerMachine: { 'mock.medium': 2, 'mock.small': 1 },
  });
  const offers = await site.machines.offers({ ...read(), options: wanted });
  expect(offers.map((offer) => [offer.offerId, offer.pricePerHourUsd, offer.unitsPerMachine])).toEqual([
    ['mock.medium/mock-1c/spot', 0.001, 2],
    ['mock.small/mock-1a/spot', 0.015, 1],
    ['mock.small/mock-1c/spot', 0.015, 1],
    ['mock.medium/mock-1a/spot', 0.06, 2],
    ['mock.small/mock-1a/on-demand', 0.05, 1],
    ['mock.small/mock-1c/on-demand', 0.05, 1],
    ['mock.medium/mock-1a/on-demand', 0.2, 2],
    ['mock.medium/mock-1c/on-demand', 0.2, 2],
  ]);
});

it('leaves the zone to the cloud when the template names none', async () => {
  site = await openTestSite();
  const offers = await site.machines.offers({ ...read(), options: options() });
  expect(offers).toMatchObject([{ offerId: 'mock.small/any/on-demand', zone: undefined, market: 'on-demand' }]);
});

it('offers nothing dearer than the template’s limit, and says so when nothing is left', async () => {
  site = await openTestSite();
  const within = await site.machines.offers({ ...read(), options: options({ market: 'any', maxPricePerHourUsd: 0.02 }) });
  expect(within.map((offer) => offer.market)).toEqual(['spot']);
  const nothing = site.machines.offers({ ...read(), options: options({ maxPricePerHourUsd: 0.001 }) });
  await expect(nothing).rejects.toMatchObject({ errorClass: 'InvalidTemplate', remedy: 'fix-template', subject: 'maxPricePerHourUsd' });
});

it('freezes the image’s version when it prepares, so that a repeat launches the same bytes', async () => {
  site = await openTestSite();
  const prepared = await prepare(site);
  expect(await prepare(site)).toEqual(prepared);
  expect(prepared).toMatchObject({ version: 1, parts: 1, document: expect.stringContaining('mock-linux@1') });
  expect(site.control.publishImage('mock-linux')).toBe('mock-linux@2');
  await site.machines.launch({ ...write(), prepared, part: 0 });
  await launch(site, { token: 'later' });
  expect(site.control.machines().map((machine) => machine.imageId)).toEqual(['mock-linux@1', 'mock-linux@2']);
});

it('creates nothing while it prepares', async () => {
  site = await openTestSite();
  await prepare(site, { units: 10 });
  expect(site.context.calls.map((call) => call.effect)).toEqual(['read', 'read']);
  expect(site.control.machines()).toEqual([]);
});

it('refuses user data that the cloud does not take, before anything is recorded', async () => {
  site = await openTestSite();
  const tooLong = prepare(site, { spec: { userData: 'x'.repeat(16_385) } });
  await expect(tooLong).rejects.toMatchObject({ errorClass: 'InvalidTemplate', subject: 'userData' });
});

it('makes exactly one creating call, with header, tags and user data in it', { tags: ['mock.launch', 'simulated'] }, async () => {
  site = await openTestSite();
  const spec = {
    tags: [
      { key: 'team', value: 'grid' },
      { key: 'hostwright-intent', value: 'forged' },
    ],
    userData: '#!/bin/sh\n',
  };
  const result = await launch(site, { units: 3, spec, options: { volumeSizeGib: 5 } });
  const creating = site.context.calls.filter((call) => call.effect !== 'read');
  expect(creating).toMatchObject([{ action: 'RunInstances', effect: 'create', attempt: 'attempt-1' }]);
  expect(result.machines.map((machine) => machine.header)).toEqual([header(), header(), header()]);
  const machines = site.control.machines();
  expect(machines).toHaveLength(3);
  for (const object of [...machines, ...site.control.volumes()]) {
    expect(object.tags).toMatchObject({ team: 'grid', 'hostwright-intent': 'int-1', 'hostwright-deployment': header().deploymentId });
  }
  expect(machines[0]).toMatchObject({ userData: '#!/bin/sh\n', clientToken: 'token-1', market: 'on-demand' });
});

it('adds up: given, pending and missing units are what was asked, but for less than one machine’s weight', async () => {
  site = await openTestSite();
  let launches = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 12 }),
      fc.constantFrom('machines', 'fleet', 'refilling-group'),
      async (units, unitsPerMachine, capacity, launchAs) => {
        launches += 1;
        const earlier = liveIds(site);
        if (earlier.length > 0) await site.machines.terminate({ ...write(), machineIds: earlier });
        for (const group of site.control.groups()) await site.machines.cleanUp({ ...write(), ref: group.id, kind: 'fleet' });
        site.control.advance(60_000);
        site.control.override({ capacity: { '*': capacity } });
        const { machines, pendingUnits, shortfall } = await launch(site, {
          units,
          token: `t-${launches}`,
          options: { unitsPerMachine, launchAs },
        });
        const given = machines.reduce((sum, machine) => sum + machine.units, 0);
        const missing = shortfall.reduce((sum, entry) => sum + entry.units, 0);
        const sum = given + pendingUnits + missing;
        expect(sum).toBeGreaterThanOrEqual(units);
        expect(sum).toBeLessThan(units + unitsPerMachine);
        expect(shortfall.every((entry) => entry.units >= 1 && entry.reason === 'Capacity')).toBe(true);
        expect(machines.length).toBeLessThanOrEqual(capacity);
      },
    ),
    { numRuns: 60 },
  );
});

/** Why a launch gives nothing, and what it is then. */
const REFUSALS: Readonly<
  Record<string, readonly [settings: Readonly<Record<string, unknown>>, launch: Parameters<typeof launch>[1], error: object]>
> = {
  'no capacity': [{ capacity: { '*': 0 } }, {}, { errorClass: 'Capacity', remedy: 'try-elsewhere', code: 'InsufficientInstanceCapacity' }],
  'no quota': [{ quota: { machines: 0 } }, {}, { errorClass: 'Quota', remedy: 'try-elsewhere', code: 'InstanceLimitExceeded' }],
  'no processors left': [
    { quota: { vcpus: 15 } },
    { options: { machineType: 'mock.large' } },
    { errorClass: 'Quota', code: 'VcpuLimitExceeded' },
  ],
  'an unknown image': [{}, { options: { imageId: 'nothing' } }, { errorClass: 'InvalidTemplate', code: 'InvalidImage.NotFound' }],
  'an unknown machine type': [
    {},
    { unchecked: { machineType: 'mock.none' } },
    { errorClass: 'InvalidTemplate', code: 'InvalidInstanceType' },
  ],
  'an unknown zone': [{}, { options: { zones: ['mock-9'] } }, { errorClass: 'InvalidTemplate', code: 'InvalidZone.NotFound' }],
  'no free address': [{ addressPool: 2 }, { units: 3 }, { errorClass: 'Capacity', code: 'InsufficientFreeAddresses' }],
  throttling: [
    { rateLimits: { DescribeOffers: { burst: 9, refillPerSecond: 1 }, RunInstances: { burst: 1, refillPerSecond: 0.5 } } },
    { token: 'second' },
    { errorClass: 'Throttled', remedy: 'retry-later', retryAfterMs: 2_000 },
  ],
};

it.each(Object.entries(REFUSALS))('is refused for %s, and starts nothing', async (what, [settings, wanted, error]) => {
  site = await openTestSite(settings);
  const before = what === 'throttling' ? (await launch(site)).machines.length : 0;
  await expect(launch(site, wanted)).rejects.toMatchObject({ ...error, effect: 'none' });
  expect(site.control.machines()).toHaveLength(before);
});

it('tells why units are missing when the cloud gives fewer', async () => {
  site = await openTestSite({
    quota: { machines: 4 },
    capacity: { 'mock.small/mock-1a': 1, 'mock.small/mock-1b': 1, 'mock.small/mock-1c': 1 },
  });
  const scarce = await launch(site, { units: 4 });
  expect(scarce.shortfall).toMatchObject([{ units: 1, reason: 'Capacity', code: 'InsufficientInstanceCapacity' }]);
  const limited = await launch(site, { units: 4, token: 'second', options: { machineType: 'mock.medium' } });
  expect(limited.shortfall).toMatchObject([{ units: 3, reason: 'Quota', code: 'InstanceLimitExceeded' }]);
});

it('takes another launch under the same token for a mistake that proves the first one', async () => {
  site = await openTestSite();
  await launch(site, { units: 2 });
  await expect(launch(site, { units: 3 })).rejects.toMatchObject({
    errorClass: 'Conflict',
    effect: 'proven',
    code: 'IdempotentParameterMismatch',
  });
  expect(liveIds(site)).toHaveLength(2);
});

it('launches a second set once the cloud has forgotten the token', async () => {
  site = await openTestSite({ replayHorizonMs: 60_000 });
  const prepared = await prepare(site);
  await site.machines.launch({ ...write(), prepared, part: 0 });
  site.control.advance(59_999);
  await site.machines.launch({ ...write(), prepared, part: 0 });
  expect(liveIds(site)).toHaveLength(1);
  site.control.advance(1);
  await site.machines.launch({ ...write(), prepared, part: 0 });
  expect(liveIds(site)).toHaveLength(2);
});

it('is refused for want of a quota that its own lost first try has used, once its token is forgotten', async () => {
  site = await openTestSite({ quota: { machines: 2 }, replayHorizonMs: 60_000, faults: [{ kind: 'lose-reply', on: 'RunInstances' }] });
  const prepared = await prepare(site, { units: 2 });
  await expect(site.machines.launch({ ...write(), prepared, part: 0 })).rejects.toMatchObject({ errorClass: 'OutcomeUnknown' });
  site.control.advance(60_000);
  await expect(site.machines.launch({ ...write(), prepared, part: 0 })).rejects.toMatchObject({ errorClass: 'Quota' });
  expect(liveIds(site)).toHaveLength(2);
});

it('knows a token in each zone by itself where the cloud’s tokens are zonal', async () => {
  site = await openTestSite({ tokenScope: 'zonal' });
  await launch(site, { options: { zones: ['mock-1a'] } });
  await launch(site, { options: { zones: ['mock-1b'] } });
  await launch(site, { options: { zones: ['mock-1b'] } });
  expect(site.control.machines().map((machine) => machine.zone)).toEqual(['mock-1a', 'mock-1b']);
});

it('answers a replay with what its machines are by then', async () => {
  site = await openTestSite({ bootTimeMs: 1_000 });
  const prepared = await prepare(site);
  const first = await site.machines.launch({ ...write(), prepared, part: 0 });
  expect(first.machines[0]?.status).toEqual({ unified: 'pending', raw: 'pending' });
  site.control.advance(1_000);
  const again = await site.machines.launch({ ...write(), prepared, part: 0 });
  expect(again.machines[0]?.status).toEqual({ unified: 'running', raw: 'running' });
});

it('refuses a document that it cannot have written', async () => {
  site = await openTestSite();
  const prepared = await prepare(site);
  for (const broken of [
    { ...prepared, version: 2 },
    { ...prepared, document: '{}' },
    { ...prepared, document: 'not JSON' },
  ]) {
    await expect(site.machines.launch({ ...write(), prepared: broken, part: 0 })).rejects.toMatchObject({
      errorClass: 'ContractViolation',
    });
  }
});

it('finds everything that is wrong with a template', async () => {
  site = await openTestSite();
  expect(await site.machines.validate({ ...read(), options: options() })).toEqual([]);
  const broken = { ...options({ zones: ['mock-1a', 'mock-9'], imageId: 'nothing' }), machineType: ['mock.small', 'mock.none'] };
  const problems = await site.machines.validate({ ...read(), options: broken });
  expect(problems.map((problem) => problem.path)).toEqual(['machineType[1]', 'zones[1]', 'imageId']);
  const dear = await site.machines.validate({ ...read(), options: options({ maxPricePerHourUsd: 0.01 }) });
  expect(dear).toMatchObject([{ path: 'maxPricePerHourUsd', message: expect.stringContaining('0.01') }]);
  site.control.setCredentials('mock-account', 'expired');
  await expect(site.machines.validate({ ...read(), options: options() })).rejects.toMatchObject({ errorClass: 'Credentials' });
});
