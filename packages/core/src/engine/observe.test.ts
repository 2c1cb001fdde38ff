import { describe, expect, it } from 'vitest';
import { lateSurplus, type LateFacts } from './late.js';
import { explains, mergeSeen, newMachine } from './observe.js';
import { aMachine, anIntent, anObserved, aPending, NOW_MS } from './testing/builders.js';

const times = { nowMs: NOW_MS + 5_000, providerNowMs: NOW_MS + 65_000 };

describe('mergeSeen', () => {
  it('answers the same object when nothing changed', () => {
    const machine = aMachine();
    expect(mergeSeen(machine, anObserved(), times)).toBe(machine);
  });

  it.each([
    ['no name', { name: undefined }],
    ['no address', { privateIp: undefined }],
    ['not running', { status: { unified: 'pending', raw: 'STARTING' } }],
  ] as const)('does not deliver a machine with %s', (_case, overrides) => {
    expect(mergeSeen(aPending(), anObserved(overrides), times).deliveredAtMs).toBeUndefined();
  });

  it('delivers once, and keeps what was told', () => {
    const delivered = mergeSeen(aPending(), anObserved(), times);
    expect(delivered).toMatchObject({ deliveredAtMs: times.nowMs, name: 'host-1', privateIp: '10.0.0.1' });
    const renamed = mergeSeen(delivered, anObserved({ name: 'other', privateIp: '10.9.9.9' }), { ...times, nowMs: NOW_MS + 9_000 });
    expect(renamed).toBe(delivered);
  });

  it('takes back misses when the machine shows again', () => {
    expect(mergeSeen(aMachine({ missedSweeps: 2, inspectedAbsent: true }), anObserved(), times)).toMatchObject({
      missedSweeps: 0,
      inspectedAbsent: false,
    });
  });

  it('takes the cloud’s terminal state for the end, and keeps it', () => {
    const ended = mergeSeen(aMachine(), anObserved({ status: { unified: 'terminated', raw: 'GONE' }, endReason: 'spot' }), times);
    expect(ended).toMatchObject({ goneAtMs: times.nowMs, endReason: 'spot' });
    expect(mergeSeen(ended, anObserved(), times)).toBe(ended);
  });

  it('keeps what is left of a grace, by our clock', () => {
    const reclaim = { reason: 'spot' as const, noticedAtMs: NOW_MS, deadlineAtMs: times.providerNowMs + 90_000 };
    const noticed = mergeSeen(aMachine(), anObserved({ reclaim }), times);
    expect(noticed.reclaim?.deadlineAtMs).toBe(times.nowMs + 90_000);
    expect(mergeSeen(noticed, anObserved({ reclaim }), { nowMs: times.nowMs + 30_000, providerNowMs: times.providerNowMs + 31_000 })).toBe(
      noticed,
    );
  });

  it('takes the shortest notice of any cloud where no end is stated, and never a negative one', () => {
    const unstated = { reason: 'spot' as const, noticedAtMs: times.providerNowMs - 10_000, deadlineAtMs: undefined };
    expect(mergeSeen(aMachine(), anObserved({ reclaim: unstated }), times).reclaim?.deadlineAtMs).toBe(times.nowMs + 20_000);
    const past = { ...unstated, noticedAtMs: times.providerNowMs - 100_000 };
    expect(mergeSeen(aMachine(), anObserved({ reclaim: past }), times).reclaim?.deadlineAtMs).toBe(times.nowMs);
  });
});

describe('newMachine', () => {
  it('is known by the cloud’s clock and owned by its header', () => {
    const { header } = anObserved();
    const owner = { connection: 'c-1', header: header!, templateId: 't', orphan: false };
    expect(newMachine(anObserved(), owner, times)).toMatchObject({
      requestId: 'req-1',
      intentId: 'int-1',
      firstSeenAtMs: times.providerNowMs,
      deliveredAtMs: times.nowMs,
    });
  });
});

describe('explains', () => {
  const none = { openAttempts: 0, groupRefs: new Set<string>() };

  it.each([
    ['a launch that is not settled', anIntent({ state: 'sent' }), anObserved(), none, true],
    ['a launch answered with all its machines', anIntent(), anObserved(), none, false],
    [
      'a launch with an attempt that nobody answered',
      anIntent({ settlement: 'observed' }),
      anObserved(),
      { ...none, openAttempts: 1 },
      true,
    ],
    ['a launch that promised more', anIntent({ pendingUnits: 1 }), anObserved(), none, true],
    [
      'a launch that sent nothing',
      anIntent({ settlement: 'withdrawn', pendingUnits: 1 }),
      anObserved(),
      { ...none, openAttempts: 1 },
      false,
    ],
    ['a launch whose group made it', anIntent(), anObserved({ groupRef: 'g' }), { ...none, groupRefs: new Set(['g']) }, true],
    ['a launch, for a machine of another group', anIntent(), anObserved({ groupRef: 'h' }), { ...none, groupRefs: new Set(['g']) }, false],
    ['an end', anIntent({ operation: 'terminate', state: 'sent' }), anObserved(), none, false],
  ])('by %s: %#', (_case, intent, seen, facts, explained) => {
    expect(explains(intent, seen, facts)).toBe(explained);
  });
});

describe('lateSurplus', () => {
  const facts = (overrides: Partial<LateFacts>): LateFacts => ({
    intent: anIntent(),
    requestEnded: false,
    shownUnits: 2,
    groupRef: undefined,
    ...overrides,
  });

  it.each<[string, Partial<LateFacts>, string | undefined]>([
    ['is expected while its launch is unsettled', { intent: anIntent({ state: 'sent' }) }, undefined],
    ['is expected while less was shown than was given', { shownUnits: 1 }, undefined],
    ['is superseded once all was shown', {}, 'superseded'],
    ['is a refill when a group made it', { groupRef: 'g' }, 'refilled'],
    ['is surplus whenever its request has ended', { requestEnded: true, shownUnits: 0 }, 'superseded'],
  ])('a machine %s', (_case, overrides, reason) => {
    expect(lateSurplus(facts(overrides))).toBe(reason);
  });
});
