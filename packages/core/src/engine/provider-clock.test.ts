import { describe, expect, it } from 'vitest';
import { ProviderClock } from './provider-clock.js';
import { requestAgeMs } from './request-age.js';
import { anAcquire, anIntent, NOW_MS } from './testing/builders.js';

describe('ProviderClock', { tags: ['engine.clocks', 'simulated'] }, () => {
  let monotonicMs = 0;
  const clock = { now: () => 0, monotonic: () => monotonicMs, sleep: async () => undefined };

  it('knows no time before the provider stated one', () => {
    expect(new ProviderClock(clock).now()).toBeUndefined();
    expect(new ProviderClock(clock).latest()).toBeUndefined();
  });

  it('goes on by monotonic time alone', { tags: ['fault.row-21'] }, () => {
    const time = new ProviderClock(clock);
    time.observe(1_001, monotonicMs);
    monotonicMs += 500;
    expect(time.now()).toBe(1_501);
    expect(time.latest()).toBe(1_501);
  });

  it('knows after a slow answer what was certainly reached, and what cannot have been passed', () => {
    const time = new ProviderClock(clock);
    const askedAtMs = monotonicMs;
    monotonicMs += 10_000;
    time.observe(50_001, askedAtMs);
    expect([time.now(), time.latest()]).toEqual([50_001, 60_001]);
    monotonicMs += 1_000;
    expect([time.now(), time.latest()]).toEqual([51_001, 61_001]);
  });

  it('learns from a prompt answer what a slow one left open, in whichever order they come', () => {
    // Times since both were asked for; the cloud's clock is 50,001 ms ahead of that.
    const prompt = { askedMs: 5_000, statedMs: 5_005, arrivedMs: 5_010 };
    const slow = { askedMs: 0, statedMs: 1_000, arrivedMs: 10_000 };
    for (const answers of [
      [slow, prompt],
      [prompt, slow],
    ]) {
      const time = new ProviderClock(clock);
      const startMs = monotonicMs;
      for (const { askedMs, statedMs, arrivedMs } of answers) {
        monotonicMs = startMs + arrivedMs;
        time.observe(50_001 + statedMs, startMs + askedMs);
      }
      monotonicMs = startMs + 20_000;
      expect([time.now(), time.latest()]).toEqual([69_996, 70_006]);
    }
  });

  it('takes a whole second for any moment of it', () => {
    const time = new ProviderClock(clock);
    time.observe(7_000, monotonicMs);
    expect([time.now(), time.latest()]).toEqual([7_000, 7_999]);
  });

  it('follows a clock of the cloud that was set ahead', () => {
    const time = new ProviderClock(clock);
    time.observe(1_001, monotonicMs);
    const askedAtMs = monotonicMs;
    monotonicMs += 10;
    time.observe(500_001, askedAtMs);
    expect([time.now(), time.latest()]).toEqual([500_001, 500_011]);
  });

  it('does not go back for an answer that comes late, but does when the cloud’s clock was set back', () => {
    const time = new ProviderClock(clock);
    time.observe(1_000_001, monotonicMs);
    time.observe(990_001, monotonicMs);
    expect([time.now(), time.latest()]).toEqual([1_000_001, 1_000_001]);
    time.observe(900_001, monotonicMs);
    expect([time.now(), time.latest()]).toEqual([900_001, 900_001]);
  });

  it('takes a minute for a clock that was set back, and less for a server whose clock is slow', () => {
    const time = new ProviderClock(clock);
    time.observe(1_000_001, monotonicMs);
    time.observe(940_002, monotonicMs);
    expect(time.now()).toBe(1_000_001);
    time.observe(940_001, monotonicMs);
    expect(time.now()).toBe(940_001);
  });

  it('takes no answer for one of a clock that was set back because it was long under way', () => {
    const time = new ProviderClock(clock);
    const askedAtMs = monotonicMs;
    monotonicMs += 90_000;
    time.observe(100_001, monotonicMs);
    time.observe(10_001, askedAtMs);
    expect([time.now(), time.latest()]).toEqual([100_001, 100_001]);
  });

  it('rounds what passed up to whole milliseconds', () => {
    const time = new ProviderClock(clock);
    time.observe(1_001, monotonicMs);
    monotonicMs += 0.25;
    expect([time.now(), time.latest()]).toEqual([1_002, 1_002]);
    monotonicMs += 0.75;
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
