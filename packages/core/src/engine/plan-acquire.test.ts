import {
  array as anyArray,
  assert,
  boolean as anyBoolean,
  constantFrom,
  integer as anyInteger,
  property,
  record as anyRecord,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Machine } from '../domain/machine.js';
import { planAcquire, type AcquireFacts, type AcquirePlan } from './plan-acquire.js';
import { aMachine, anAcquire, anIntent, aPending, NOW_MS } from './testing/builders.js';

const BOOT_MS = 600_000;
const TWO_OFFERS = ['a', 'b'].map((offerId) => ({
  offerId,
  machineType: 'small',
  zone: offerId,
  market: 'on-demand' as const,
  pricePerHourUsd: undefined,
  unitsPerMachine: 1,
}));

function plan(facts: Partial<AcquireFacts> = {}): AcquirePlan {
  return planAcquire({
    request: anAcquire(),
    machines: [],
    intents: [],
    nowMs: NOW_MS + 1_000,
    providerNowMs: NOW_MS + 1_000,
    obstacle: undefined,
    timing: { bootTimeoutMs: BOOT_MS },
    ...facts,
  });
}

const two = (overrides: Partial<Machine> = {}): readonly Machine[] =>
  ['m-1', 'm-2'].map((machineId) => aMachine({ machineId, ...overrides }));
const surplusOf = (found: AcquirePlan): readonly (readonly [string, string])[] =>
  found.surplus.map(({ machine, reason }) => [machine.machineId, reason]);

describe('planAcquire', { tags: ['engine.planning', 'real'] }, () => {
  it('launches all that is wanted when there is nothing', () => {
    expect(plan()).toMatchObject({ launchUnits: 2, offerIndex: 0, end: undefined });
  });

  it('launches nothing while a launch is unsettled', () => {
    expect(plan({ intents: [anIntent({ state: 'sent', settlement: undefined })] })).toMatchObject({ launchUnits: 0, end: undefined });
  });

  it('launches nothing while the cloud owes machines that it promised, by its own clock', () => {
    const intents = [anIntent({ pendingUnits: 2 })];
    expect(plan({ intents }).launchUnits).toBe(0);
    const late = { intents, providerNowMs: NOW_MS + 10_000 + BOOT_MS };
    expect(plan(late).launchUnits).toBe(2);
    expect(plan({ intents, nowMs: NOW_MS + BOOT_MS * 2 }).launchUnits).toBe(0);
    expect(plan({ ...late, providerNowMs: undefined }).launchUnits).toBe(0);
  });

  it('ends fulfilled with the last delivery, not before', () => {
    expect(plan({ intents: [anIntent()], machines: [aMachine(), aPending({ machineId: 'm-2' })] }).end).toBeUndefined();
    expect(plan({ intents: [anIntent()], machines: two() }).end).toEqual({ outcome: 'fulfilled', reasons: [] });
  });

  it('does not end while any of its intents is unsettled, ends of machines included', () => {
    const ending = anIntent({ intentId: 'int-2', operation: 'terminate', state: 'sent' });
    expect(plan({ intents: [anIntent(), ending], machines: two() }).end).toBeUndefined();
  });

  it('does not replace what was delivered or returned, however it ended', () => {
    const machines = [
      aMachine({ goneAtMs: NOW_MS }),
      aMachine({ machineId: 'm-2', returnRequestId: 'ret-1', terminateOrderedAtMs: NOW_MS, goneAtMs: NOW_MS }),
    ];
    expect(plan({ request: anAcquire({ offers: TWO_OFFERS }), intents: [anIntent()], machines })).toMatchObject({
      launchUnits: 0,
      end: { outcome: 'partial', reasons: [{ units: 1, reason: 'MachineLost' }] },
    });
  });

  it('counts a machine that was returned after it had vanished as lost', () => {
    const machines = [aMachine(), aMachine({ machineId: 'm-2', goneAtMs: NOW_MS, returnRequestId: 'ret-1' })];
    expect(plan({ intents: [anIntent()], machines }).end).toMatchObject({ outcome: 'partial' });
  });

  it('tries the next offer for a machine that was never usable, and ends when there is none', () => {
    const machines = [aMachine(), aPending({ machineId: 'm-2', goneAtMs: NOW_MS, endReason: 'died' })];
    const request = anAcquire({ offers: TWO_OFFERS });
    expect(plan({ request, intents: [anIntent()], machines })).toMatchObject({ launchUnits: 1, offerIndex: 1 });
    const both = [anIntent(), anIntent({ intentId: 'int-2', offerIndex: 1 })];
    const lost = [...machines, aPending({ machineId: 'm-3', intentId: 'int-2', goneAtMs: NOW_MS })];
    expect(plan({ request, intents: both, machines: lost }).end).toMatchObject({
      outcome: 'partial',
      reasons: [{ units: 1, reason: 'MachineLost' }],
    });
  });

  it('tells why a machine was never usable, in the cloud’s words where there are some', () => {
    const reasonOf = (lost: Partial<Machine>) => {
      const machines = [aMachine(), aPending({ machineId: 'm-2', goneAtMs: NOW_MS, ...lost })];
      return plan({ intents: [anIntent()], request: anAcquire({ offers: TWO_OFFERS.slice(0, 1) }), machines }).end?.reasons[0]?.message;
    };
    expect(reasonOf({})).toBe('m-2 was never usable: no reason given');
    expect(reasonOf({ surplus: 'boot-timeout' })).toBe('m-2 was never usable: it did not boot in time');
    expect(reasonOf({ surplus: 'boot-timeout', endReason: '0/3 nodes are available' })).toBe(
      'm-2 was never usable: it did not boot in time: 0/3 nodes are available',
    );
  });

  it('ends when the template was refused before any offer was known', () => {
    const request = anAcquire({ offers: undefined, nextOffer: Number.MAX_SAFE_INTEGER });
    const refused = anIntent({
      settlement: 'refused',
      acceptedUnits: 0,
      shortfall: [{ units: 2, reason: 'InvalidTemplate', code: undefined, message: 'no' }],
    });
    expect(plan({ request: anAcquire({ offers: undefined, nextOffer: 0 }) }).launchUnits).toBe(2);
    expect(plan({ request, intents: [refused] })).toMatchObject({ launchUnits: 0, end: { outcome: 'failed' } });
  });

  it('gives back what does not boot in time, by the cloud’s clock', () => {
    const machines = [aMachine(), aPending({ machineId: 'm-2' })];
    const at = (providerNowMs: number | undefined): AcquirePlan => plan({ intents: [anIntent()], machines, providerNowMs });
    expect(surplusOf(at(NOW_MS + BOOT_MS - 1))).toEqual([]);
    expect(surplusOf(at(NOW_MS + BOOT_MS))).toEqual([['m-2', 'boot-timeout']]);
    expect(surplusOf(at(undefined))).toEqual([]);
  });

  it('gives back the least useful of what is too much: undelivered first, then the youngest', () => {
    const machines = [
      aMachine(),
      aMachine({ machineId: 'm-2', createdAtMs: NOW_MS + 5 }),
      aMachine({ machineId: 'm-3', createdAtMs: NOW_MS + 9 }),
      aPending({ machineId: 'm-4' }),
    ];
    expect(surplusOf(plan({ intents: [anIntent()], machines }))).toEqual([
      ['m-4', 'over-delivered'],
      ['m-3', 'over-delivered'],
    ]);
  });

  it('keeps a machine whose weight exceeds what is too much', () => {
    expect(surplusOf(plan({ intents: [anIntent()], machines: [aMachine({ units: 3 })] }))).toEqual([]);
  });

  it('gives everything back when cancelled, but what was returned already', () => {
    const request = anAcquire({ state: 'cancelling', desiredUnits: 0 });
    const machines = [aMachine(), aMachine({ machineId: 'm-2', returnRequestId: 'ret-1' })];
    const found = plan({ request, intents: [anIntent()], machines });
    expect(surplusOf(found)).toEqual([['m-1', 'cancelled']]);
    expect(found.end).toBeUndefined();
  });

  it('ends cancelled once nothing is unsettled and every end is ordered', () => {
    const request = anAcquire({ state: 'cancelling', desiredUnits: 0 });
    const machines = two({ surplus: 'cancelled', terminateOrderedAtMs: NOW_MS });
    expect(plan({ request, intents: [anIntent()], machines }).end).toMatchObject({
      outcome: 'cancelled',
      reasons: [{ units: 2, reason: 'Cancelled' }],
    });
  });

  it('begins nothing after the deadline, and says what stood in the way', () => {
    const late = { nowMs: NOW_MS + 30 * 60_000 };
    expect(plan(late).end).toMatchObject({ outcome: 'failed', reasons: [{ units: 2, reason: 'NotDelivered' }] });
    const obstacle = { reason: 'Credentials', message: 'expired' };
    expect(plan({ ...late, obstacle }).end?.reasons).toEqual([{ units: 2, reason: 'Credentials', code: undefined, message: 'expired' }]);
  });

  it('names each missing unit once: the cap, then the latest shortfalls', () => {
    const shortfall = (units: number, reason: string) => ({ units, reason, code: undefined, message: reason });
    const intents = [
      anIntent({ acceptedUnits: 1, shortfall: [shortfall(3, 'Capacity')] }),
      anIntent({ intentId: 'int-2', acceptedUnits: 0, settlement: 'refused', shortfall: [shortfall(2, 'Quota')] }),
    ];
    const request = anAcquire({ wantedUnits: 5, grantedUnits: 4, desiredUnits: 4, offers: [], nextOffer: 2 });
    const { end } = plan({ request, intents, machines: [aMachine()] });
    expect(end?.reasons.map(({ units, reason }) => [units, reason])).toEqual([
      [1, 'MaximumReached'],
      [2, 'Quota'],
      [1, 'Capacity'],
    ]);
  });

  describe('a request that somebody must poll', () => {
    const request = anAcquire({ pollWithinMs: 900_000 });

    it('does not end before', () => {
      expect(plan({ request, intents: [anIntent()], machines: two() }).end).toBeUndefined();
      const polled = { ...request, polledAtMs: NOW_MS };
      expect(plan({ request: polled, intents: [anIntent()], machines: two() }).end).toMatchObject({ outcome: 'fulfilled' });
    });

    it('may end before when no machine of it lives: nothing runs for nobody', () => {
      const spent = { ...request, offers: [], nextOffer: 1 };
      const intents = [anIntent({ acceptedUnits: 0, settlement: 'refused' })];
      expect(plan({ request: spent, intents }).end).toMatchObject({ outcome: 'failed' });
      expect(plan({ request: spent, intents, machines: two({ goneAtMs: NOW_MS }) }).end).toMatchObject({ outcome: 'failed' });
      expect(
        plan({ request: spent, intents, machines: [aMachine(), aMachine({ machineId: 'm-2', goneAtMs: NOW_MS })] }).end,
      ).toBeUndefined();
    });

    it('says at its end that nobody asked, however long its machines take to go', () => {
      const { request: left } = plan({ request, intents: [anIntent()], machines: two(), providerNowMs: NOW_MS + 900_000 });
      const machines = two({ surplus: 'cancelled', terminateOrderedAtMs: NOW_MS, goneAtMs: NOW_MS });
      expect(plan({ request: left, intents: [anIntent()], machines }).end).toEqual({
        outcome: 'cancelled',
        reasons: [{ units: 2, reason: 'Cancelled', code: undefined, message: 'nobody asked for its status within 15 min' }],
      });
      const brief = plan({ request: { ...request, pollWithinMs: 20_000 }, nowMs: NOW_MS + 20_000 });
      expect(brief.end?.reasons).toMatchObject([{ units: 2, message: 'nobody asked for its status within 20 s' }]);
    });

    it('is cancelled when nobody did, by the cloud’s clock once something was sent', () => {
      const facts = { request, intents: [anIntent()], machines: two() };
      expect(plan({ ...facts, nowMs: NOW_MS + 86_400_000 }).cancelledBy).toBeUndefined();
      const found = plan({ ...facts, providerNowMs: NOW_MS + 900_000 });
      expect(found).toMatchObject({ cancelledBy: 'poll-deadline', request: { state: 'cancelling', desiredUnits: 0 } });
      expect(surplusOf(found)).toHaveLength(2);
      expect(plan({ request, nowMs: NOW_MS + 900_000 }).cancelledBy).toBe('poll-deadline');
    });
  });

  it('never launches beyond what is wanted, nor ends while it launches, and accounts for every missing unit', () => {
    const machine = anyRecord({
      units: anyInteger({ min: 1, max: 3 }),
      deliveredAtMs: constantFrom(undefined, NOW_MS),
      goneAtMs: constantFrom(undefined, NOW_MS),
      returnRequestId: constantFrom(undefined, 'ret-1'),
      surplus: constantFrom(undefined, 'superseded' as const),
    });
    const rule = property(anyArray(machine, { maxLength: 6 }), anyInteger({ min: 1, max: 8 }), anyBoolean(), (parts, wanted, settled) => {
      const machines = parts.map((part, index) => aMachine({ machineId: `m-${index}`, ...part }));
      const request = anAcquire({ wantedUnits: wanted, grantedUnits: wanted, desiredUnits: wanted });
      const found = plan({ request, machines, intents: [anIntent({ state: settled ? 'settled' : 'sent' })] });
      expect(found.launchUnits).toBeLessThanOrEqual(wanted);
      const goesOn = found.launchUnits > 0 || !settled;
      expect(goesOn && found.end !== undefined).toBe(false);
      for (const { machine: given } of found.surplus) expect(given.returnRequestId ?? given.surplus ?? given.goneAtMs).toBeUndefined();
      const told = found.end?.reasons.reduce((sum, reason) => sum + reason.units, 0) ?? 0;
      expect(told).toBe(found.end?.outcome === 'failed' ? wanted : told);
    });
    assert(rule);
  });
});
