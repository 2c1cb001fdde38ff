import { describe, expect, it } from 'vitest';
import { absenceCounts, isAbsent, isMassVanish, needsInspection } from './gone.js';
import { aMachine, NOW_MS } from './testing/builders.js';

const machines = (count: number, overrides: object = {}) =>
  Array.from({ length: count }, (_, index) => aMachine({ machineId: `m-${index}`, ...overrides }));

describe('the gone rule', () => {
  it('counts an absence only in a sweep that began after the visibility horizon', () => {
    expect(absenceCounts(aMachine(), NOW_MS + 60_000, 60_000)).toBe(false);
    expect(absenceCounts(aMachine(), NOW_MS + 60_001, 60_000)).toBe(true);
    expect(absenceCounts(aMachine(), NOW_MS + 1, 0)).toBe(true);
  });

  it.each([
    [0, 60_000, false],
    [1, 60_000, false],
    [2, 60_000, true],
    [1, 0, true],
  ])('asks by id after %i misses with a horizon of %i ms: %s', (missedSweeps, horizonMs, asked) => {
    expect(needsInspection(aMachine({ missedSweeps }), horizonMs)).toBe(asked);
  });

  it('asks once, and never about what is gone', () => {
    expect(needsInspection(aMachine({ missedSweeps: 2, inspectedAbsent: true }), 0)).toBe(false);
    expect(needsInspection(aMachine({ missedSweeps: 2, goneAtMs: 1 }), 0)).toBe(false);
  });

  it('takes misses for absence only once the cloud denied the machine', () => {
    expect(isAbsent(aMachine({ missedSweeps: 2 }))).toBe(false);
    expect(isAbsent(aMachine({ missedSweeps: 2, inspectedAbsent: true }))).toBe(true);
  });

  it.each([
    [10, 0, false],
    [11, 0, true],
    [11, 44, false],
    [11, 43, true],
    [200, 1_000, false],
  ])('%i vanished beside %i present: held %s', (vanished, present, held) => {
    const live = [...machines(vanished, { missedSweeps: 1 }), ...machines(present)];
    expect(isMassVanish(live)).toBe(held);
    expect(isMassVanish(machines(vanished, { missedSweeps: 1 }), present)).toBe(held);
  });

  it('leaves machines whose end was ordered out of the count, on both sides', () => {
    const ordered = machines(100, { missedSweeps: 1, terminateOrderedAtMs: NOW_MS });
    expect(isMassVanish(ordered)).toBe(false);
    expect(isMassVanish([...ordered, ...machines(11, { missedSweeps: 1 }), ...machines(20)])).toBe(true);
  });
});
