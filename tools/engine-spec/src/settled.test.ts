import { DEFAULT_TIMING } from '@hostwright/core';
import { afterEach, describe, expect, it } from 'vitest';
import { Site, type SiteOptions } from './harness/site.js';

let site: Site;

async function open(options?: SiteOptions): Promise<Site> {
  site = await Site.open(options);
  return site;
}

afterEach(async () => {
  await site.close();
});

const TWO_ZONES = { options: { zones: ['mock-1a', 'mock-1b'] } } as const;

describe('Settled means: result recorded and every attempt answered', () => {
  it('settles at once by an answer', async () => {
    await open();
    site.start();
    const requestId = await site.request(2);
    await site.ended(requestId);
    expect(await site.intents(requestId)).toMatchObject([{ settlement: 'answered', acceptedUnits: 2, answeredParts: [0] }]);
  });
});

describe('or a definitive refusal with every earlier attempt answered', () => {
  it('settles at once by a refusal', async () => {
    await open({ settings: { capacity: { '*': 0 } } });
    site.start();
    const requestId = await site.request(2);
    await site.ended(requestId, 20_000);
    expect(await site.intents(requestId)).toMatchObject([{ settlement: 'refused', acceptedUnits: 0 }]);
  });

  it('settles as refused what the cloud will never take', async () => {
    await open(TWO_ZONES);
    site.cloud.addFault({ kind: 'error', on: 'RunInstances', code: 'UnauthorizedOperation' });
    site.start();
    const requestId = await site.request(2);
    expect(await site.ended(requestId, 20_000)).toMatchObject({ outcome: 'failed', reasons: [{ reason: 'PermissionDenied' }] });
    expect(await site.intents(requestId)).toMatchObject([{ settlement: 'refused' }]);
  });
});

describe('or absent in two complete sweeps that began after the last attempt’s notAfter + transport deadline + the provider’s visibility horizon, by provider time', () => {
  it('waits that long before it gives up an attempt that nobody answered', { tags: ['engine.recovery.settled', 'simulated'] }, async () => {
    const visibilityHorizonMs = 60_000;
    await open({ settings: { visibilityHorizonMs }, ...TWO_ZONES });
    site.cloud.addFault({
      kind: 'hang',
      on: 'RunInstances',
      side: 'before',
      durationMs: 3_600_000,
      when: { zone: 'mock-1a', times: 'always' },
    });
    site.start();
    const requestId = await site.request(2);
    await site.until(async () => (await site.intents(requestId)).length > 0);
    await site.commands.cancelRequest({ requestId });
    await site.ended(requestId);
    const [intent] = await site.intents(requestId);
    expect(intent).toMatchObject({ settlement: 'observed', acceptedUnits: 0, quietSweeps: 2 });
    const earliestMs = intent!.lastNotAfterMs! + DEFAULT_TIMING.transportDeadlineMs + visibilityHorizonMs;
    expect(intent!.settledAtMs).toBeGreaterThan(earliestMs + DEFAULT_TIMING.busySweepIntervalMs);
  });

  it('is not settled by one such sweep, however long nothing is seen', async () => {
    await open({ timing: { busySweepIntervalMs: 10 * 60_000 } });
    site.cloud.addFault({ kind: 'hang', on: 'RunInstances', side: 'before', durationMs: 3_600_000 });
    site.start();
    const requestId = await site.request(2);
    await site.until(() => site.launches().length > 0);
    await site.commands.cancelRequest({ requestId });
    const settledBy = async (quietSweeps: number): Promise<boolean> => {
      await site.until(async () => (await site.intents(requestId))[0]!.quietSweeps === quietSweeps, 60 * 60_000);
      await site.advance(60_000);
      return (await site.intents(requestId))[0]!.state === 'settled';
    };
    expect(await settledBy(1)).toBe(false);
    expect(await settledBy(2)).toBe(true);
  });

  it('is not settled by sweeps that are partial or stale', { tags: ['engine.recovery.settled', 'simulated'] }, async () => {
    await open({ settings: { zones: ['mock-1a', 'mock-1b'] } });
    site.cloud.addFault({ kind: 'reset', on: 'RunInstances', when: { times: 'always' } });
    site.start();
    const requestId = await site.request(2);
    await site.until(() => site.launches().length > 0);
    await site.commands.cancelRequest({ requestId });
    site.cloud.addFault({ kind: 'partial-listing', zones: ['mock-1b'], when: { times: 'always' } });
    await site.advance(5 * 60_000);
    expect(await site.find(requestId)).toMatchObject({ state: 'cancelling' });
    site.cloud.clearFaults();
    await site.ended(requestId);
  });
});

describe('Conflict, parameter mismatch and already-exists prove effect, never absence', () => {
  it(
    'does not launch elsewhere after a mismatch: it waits for the machines that were made',
    { tags: ['engine.recovery.settled', 'fault.row-32', 'simulated'] },
    async () => {
      await open({ settings: { visibilityDelayMs: 60_000 }, ...TWO_ZONES });
      site.cloud.addFault({ kind: 'lose-reply', on: 'RunInstances' });
      site.cloud.addFault({ kind: 'error', on: 'RunInstances', code: 'IdempotentParameterMismatch', when: { nth: 2, times: 'always' } });
      site.start();
      const requestId = await site.request(2);
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
      expect(await site.intents(requestId)).toMatchObject([{ settlement: 'observed', acceptedUnits: 2 }]);
      expect(site.live()).toHaveLength(2);
    },
  );
});

describe('a quota refusal after an unanswered attempt may be that attempt’s own doing', () => {
  it('is not taken for absence', { tags: ['engine.recovery.settled', 'fault.row-32', 'simulated'] }, async () => {
    await open({ settings: { visibilityDelayMs: 60_000, quota: { machines: 2 } }, ...TWO_ZONES });
    site.cloud.addFault({ kind: 'lose-reply', on: 'RunInstances' });
    site.cloud.addFault({ kind: 'error', on: 'RunInstances', code: 'InstanceLimitExceeded', when: { nth: 2, times: 'always' } });
    site.start();
    const requestId = await site.request(2);
    expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
    expect((await site.intents(requestId)).filter((intent) => intent.operation === 'launch')).toHaveLength(1);
    expect(site.live()).toHaveLength(2);
  });
});

describe('a refusal with an earlier attempt open', () => {
  it.each(['UnauthorizedOperation', 'InsufficientInstanceCapacity', 'InvalidParameterValue'] as const)(
    'settles nothing: after %s the earlier attempt is still waited for',
    { tags: ['fault.row-32', 'simulated'] },
    async (code) => {
      await open({ settings: { visibilityDelayMs: 60_000 }, ...TWO_ZONES });
      site.cloud.addFault({ kind: 'lose-reply', on: 'RunInstances' });
      site.cloud.addFault({ kind: 'error', on: 'RunInstances', code, when: { nth: 2, times: 'always' } });
      site.start();
      const requestId = await site.request(2);
      await site.until(() => site.launches().some((call) => call.outcome === code));
      await site.advance(2_000);
      expect(await site.intents(requestId)).toMatchObject([{ state: 'sent' }]);
      expect(await site.find(requestId)).toMatchObject({ state: 'open' });
      expect(await site.ended(requestId)).toMatchObject({ outcome: 'fulfilled' });
      expect((await site.intents(requestId)).filter((intent) => intent.operation === 'launch')).toHaveLength(1);
      expect(site.live()).toHaveLength(2);
    },
  );
});

describe('No new generation before the old one is settled', () => {
  it('begins the second only after the first is settled', { tags: ['engine.recovery.settled', 'simulated'] }, async () => {
    await open(TWO_ZONES);
    site.cloud.addFault({
      kind: 'hang',
      on: 'RunInstances',
      side: 'before',
      durationMs: 3_600_000,
      when: { zone: 'mock-1a', times: 'always' },
    });
    site.start();
    const requestId = await site.request(2);
    await site.until(async () => (await site.intents(requestId)).length > 1, 40 * 60_000);
    const [first, second] = await site.intents(requestId);
    expect(second!.createdAtMs).toBeGreaterThanOrEqual(first!.settledAtMs!);
  });
});
