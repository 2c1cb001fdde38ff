import type { EngineTiming } from '@hostwright/core';
import { z } from 'zod';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a time of the engine may be set to. */
interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly meaning: string;
}

/** Each Host Factory request carries its own `pollWithinMs`: it is set under `hostFactory`. */
type TimingKey = Exclude<keyof EngineTiming, 'pollWithinMs'>;

const BOUNDS: Readonly<{ [Key in TimingKey]: Bounds }> = {
  sweepIntervalMs: { min: SECOND, max: HOUR, meaning: 'Between two sweeps of a connection with open work.' },
  busySweepIntervalMs: { min: 100, max: HOUR, meaning: 'The same while something is being launched or ended.' },
  leaseMs: { min: 5 * SECOND, max: HOUR, meaning: "How long a connection's lease lasts without renewal." },
  attemptWindowMs: { min: SECOND, max: 10 * MINUTE, meaning: 'From recording an attempt to the last moment it may be sent.' },
  transportDeadlineMs: { min: SECOND, max: 10 * MINUTE, meaning: 'Longest time from sending a creating or deleting call to its answer.' },
  requestDeadlineMs: { min: MINUTE, max: DAY, meaning: 'No new launch for a request after this time.' },
  bootTimeoutMs: { min: 10 * SECOND, max: DAY, meaning: 'A machine still pending after this time is given back and counts as missing.' },
  retryMinMs: { min: 10, max: 10 * MINUTE, meaning: 'First wait before a refused call is made again.' },
  retryMaxMs: { min: 100, max: HOUR, meaning: 'Longest wait before a refused call is made again.' },
  terminateAgainMs: {
    min: SECOND,
    max: HOUR,
    meaning: 'An accepted termination whose machine still lives is ordered again after this time.',
  },
  breakerFailures: { min: 1, max: 1_000, meaning: "Failures in a row after which a connection's breaker opens." },
  breakerMinMs: { min: 100, max: HOUR, meaning: 'First time that a breaker stays open.' },
  breakerMaxMs: { min: 100, max: DAY, meaning: 'Longest time that a breaker stays open.' },
  catalogIntervalMs: { min: MINUTE, max: 30 * DAY, meaning: "Between two refreshes of a template's shape from the catalogue." },
  archiveAfterMs: { min: MINUTE, max: 365 * DAY, meaning: 'Intents are archived this long after their last machine ended.' },
  snapshotMaxAgeMs: { min: SECOND, max: HOUR, meaning: 'Oldest listing from which a vanished or reclaimed machine is reported.' },
};

/** Pairs of which the first must not be larger. */
const ORDERED: readonly (readonly [TimingKey, TimingKey])[] = [
  ['busySweepIntervalMs', 'sweepIntervalMs'],
  ['retryMinMs', 'retryMaxMs'],
  ['breakerMinMs', 'breakerMaxMs'],
];

/** A whole number within bounds, with what it means. */
export function wholeNumber({ min, max, meaning }: Bounds): z.ZodNumber {
  return z.int().min(min).max(max).describe(meaning);
}

/** Without a sign of life for this long, a host loses its claim on a shared work directory. */
const DEFAULT_CLAIM_SILENCE_MS = 2 * MINUTE;

type TimingShape = { readonly [Key in TimingKey]: z.ZodOptional<z.ZodNumber> };

/** The engine's times, by the engine's own names, and that of the claim on a shared work directory. */
export const timingSchema = z
  .strictObject({
    ...(Object.fromEntries(Object.entries(BOUNDS).map(([key, bounds]) => [key, wholeNumber(bounds).optional()])) as TimingShape),
    claimSilenceMs: wholeNumber({
      min: 5 * SECOND,
      max: DAY,
      meaning: 'Shared work directory: another host takes over after this time without a sign of life from the one that holds the claim.',
    }).default(DEFAULT_CLAIM_SILENCE_MS),
  })
  .superRefine((timing, context) => {
    for (const [smaller, larger] of ORDERED) {
      const [low, high] = [timing[smaller], timing[larger]];
      if (low !== undefined && high !== undefined && low > high) {
        context.addIssue({ code: 'custom', path: [smaller], message: `must not be larger than ${larger}` });
      }
    }
  });
