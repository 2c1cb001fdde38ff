import { describe, expect, it } from 'vitest';
import { ProviderClock } from './provider-clock.js';
import { requestAgeMs } from './request-age.js';
import { anAcquire, anIntent, NOW_MS } from './testing/builders.js';

describe('ProviderClock', { tags: ['engine.clocks', 'simulated'] }, () => {
  let monotonicMs = 0;
  const clock = { now: () => 0, monotonic: () => monotonicMs, sleep: async () => undefined };

  it('knows no time before the provider stated one', () => {
    expect(new ProviderClock(clock).now()).toBeUndefined();
  });

  it('goes on by monotonic time alone', { tags: ['fault.row-21'] }, () => {
    const time = new ProviderClock(clock);
    time.observe(1_000);
    monotonicMs += 500;
    expect(time.now()).toBe(1_500);
  });

  it('does not go back for an answer that comes late, but does when the cloud’s clock was set back', () => {
    const time = new ProviderClock(clock);
    time.observe(1_000_000);
    time.observe(990_000);
    expect(time.now()).toBe(1_000_000);
    time.observe(900_000);
    expect(time.now()).toBe(900_000);
  });
});

describe('requestAgeMs', () => {
  const request = anAcquire();

  it('is by our clock while nothing was sent, or the cloud’s time is not known', () => {
    expect(requestAgeMs(request, [], { nowMs: NOW_MS + 5_000, providerNowMs: 1 })).toBe(5_000);
    expect(requestAgeMs(request, [anIntent({ firstSentAtMs: undefined })], { nowMs: NOW_MS + 5_000, providerNowMs: 1 })).toBe(5_000);
    expect(requestAgeMs(request, [anIntent()], { nowMs: NOW_MS + 5_000, providerNowMs: undefined })).toBe(5_000);
  });

  it('is by the cloud’s clock afterwards, and what was waited before counts', () => {
    const intents = [anIntent({ createdAtMs: NOW_MS + 60_000, firstSentAtMs: 1_000 })];
    expect(requestAgeMs(request, intents, { nowMs: NOW_MS + 86_400_000, providerNowMs: 31_000 })).toBe(90_000);
  });

  it('counts no more waiting than a request lives', () => {
    const intents = [anIntent({ createdAtMs: NOW_MS + 86_400_000, firstSentAtMs: 1_000 })];
    expect(requestAgeMs(request, intents, { nowMs: NOW_MS, providerNowMs: 2_000 })).toBe(30 * 60_000 + 1_000);
  });
});
