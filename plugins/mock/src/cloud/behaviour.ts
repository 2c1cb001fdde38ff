import { z } from 'zod';
import { ACTIONS } from './actions.js';

const HOUR_MS = 3_600_000;

const durationMs = z
  .int()
  .min(0)
  .max(365 * 24 * HOUR_MS);
const count = z.int().min(0).max(1_000_000);

/** A fixed duration, or a range from which the seed draws. */
const duration = z.union([
  durationMs.transform((ms) => ({ minMs: ms, maxMs: ms })),
  z.strictObject({ minMs: durationMs, maxMs: durationMs }).refine((range) => range.minMs <= range.maxMs, 'minMs must not be above maxMs'),
]);

const rateLimit = z.strictObject({
  burst: z.number().min(1).max(1_000_000).describe('Calls that may come at once.'),
  refillPerSecond: z.number().positive().max(1_000_000).describe('Calls that become possible again each second.'),
});

const price = z.strictObject({
  onDemandUsd: z.number().min(0).optional().describe('US dollars an hour.'),
  spotUsd: z.number().min(0).optional().describe('US dollars an hour.'),
});

/**
 * How the cloud behaves towards the calls of one connection. Decided by the caller's settings at the moment of the call, and overridden
 * for everybody by what a control wrote into the file.
 */
export const behaviourShape = {
  zones: z
    .array(z.string().regex(/^[a-z0-9-]{1,40}$/))
    .min(1)
    .max(26)
    .refine((zones) => new Set(zones).size === zones.length, 'a zone is named twice')
    .default(['mock-1a', 'mock-1b', 'mock-1c'])
    .describe('Zones of the region.'),
  bootTimeMs: duration
    .default({ minMs: 500, maxMs: 2_000 })
    .describe('From creation to running: a fixed time, or {minMs, maxMs} from which the seed draws for each machine.'),
  terminateTimeMs: durationMs.default(500).describe('From the order to end a machine to its end.'),
  stopTimeMs: durationMs.default(500).describe('From the order to stop a machine to its stop.'),
  volumeTimeMs: durationMs.default(500).describe('From the creation of a volume to its use.'),
  snapshotTimeMs: durationMs.default(1_000).describe('From the creation of a snapshot to its use.'),
  latencyMs: duration
    .default({ minMs: 0, maxMs: 0 })
    .describe('Time that each call takes, half on the way there and half on the way back; a fixed time or {minMs, maxMs}.'),
  visibilityDelayMs: durationMs.default(0).describe('How long after its creation a machine is missing from listings and by-id answers.'),
  replayHorizonMs: durationMs.default(24 * HOUR_MS).describe('How long a client token is remembered. Afterwards it makes a second set.'),
  tokenScope: z
    .enum(['regional', 'zonal'])
    .default('regional')
    .describe('zonal: the same token launches again when another zone is named.'),
  capacity: z
    .record(z.string().regex(/^(\*|[\w.]+)(\/[a-z0-9-]+)?$/), count)
    .default({})
    .describe('Most machines alive at once, by TYPE, TYPE/ZONE, */ZONE or *. All that match hold; none: unlimited.'),
  quota: z
    .strictObject({
      machines: count.optional(),
      vcpus: count.optional(),
      volumes: count.optional(),
      volumeGib: count.optional(),
      snapshots: count.optional(),
    })
    .default({})
    .describe('Limits of the account in the region; a missing one does not exist.'),
  rateLimits: z
    .partialRecord(z.enum(ACTIONS), rateLimit)
    .default({})
    .describe('Token buckets that the cloud keeps for each account, region and action; a missing one is unlimited.'),
  pageSize: z.int().min(1).max(1_000).default(1_000).describe('Most items in one page of a listing.'),
  prices: z
    .record(z.string().regex(/^[\w.]+(\/[a-z0-9-]+)?$/), price)
    .default({})
    .describe('Prices by TYPE or TYPE/ZONE, instead of the list prices.'),
  spotReclaim: z
    .strictObject({
      probability: z.number().min(0).max(1).describe('Share of spot machines that are taken back.'),
      afterMs: duration.describe('From creation to the notice.'),
      graceMs: durationMs.default(120_000).describe('From the notice to the end.'),
    })
    .optional()
    .describe('Takes spot machines back; absent: never.'),
  refillDelayMs: durationMs.default(1_000).describe('How long a refilling group takes to notice that machines are missing.'),
  terminatedListedMs: durationMs.default(HOUR_MS).describe('How long an ended machine stays in listings.'),
  addressPool: z
    .int()
    .min(1)
    .max(16_000_000)
    .default(65_000)
    .describe('Addresses, and so host names, that exist. They are given out in turn, and again after their machine ended.'),
  callLogSize: z.int().min(100).max(10_000_000).default(100_000).describe('Rows that the table of calls keeps.'),
} as const;

const behaviourSchema = z.strictObject(behaviourShape);

/** How the cloud behaves; see the settings of the README. */
export type CloudBehaviour = z.output<typeof behaviourSchema>;

/** The same, before defaults. */
export type CloudBehaviourInput = z.input<typeof behaviourSchema>;

/** What holds unless configured otherwise. */
export const DEFAULT_BEHAVIOUR: CloudBehaviour = behaviourSchema.parse({});

/**
 * Checks a change of behaviour made at run time: only the named keys, without defaults for the others.
 * @throws {Error} naming the key that is unknown or wrong
 */
export function parseBehaviourPatch(patch: CloudBehaviourInput): Partial<CloudBehaviour> {
  const parsed = behaviourSchema.parse(patch);
  const named = new Set(Object.keys(patch));
  return Object.fromEntries(Object.entries(parsed).filter(([key]) => named.has(key)));
}
