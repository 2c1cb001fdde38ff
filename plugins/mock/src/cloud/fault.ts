import { z } from 'zod';
import { ACTIONS, type ActionName } from './actions.js';
import { CLOUD_ERROR_CODES } from './errors.js';

const durationMs = z
  .int()
  .min(0)
  .max(365 * 24 * 3_600_000);
const machines = z.int().min(1).max(1_000).optional().describe('First machines of the launch that it hits. Default: all.');
const on = z.union([z.enum(ACTIONS), z.literal('*')]);

const when = z
  .strictObject({
    nth: z.int().min(1).optional().describe('First matching call that it hits, counted from when the fault was added. Default 1.'),
    times: z
      .union([z.int().min(1), z.literal('always')])
      .optional()
      .describe('How many matching calls it hits from there. Default 1; `always` when forMs or probability is given.'),
    probability: z.number().min(0).max(1).optional().describe('Share of those calls that it hits, drawn by the seed. Default 1.'),
    afterMs: durationMs.optional().describe('Not before this time after it was added, by the cloud’s clock.'),
    forMs: durationMs.optional().describe('For how long from then. Default: for ever.'),
    zone: z.string().optional().describe('Only calls that name this zone.'),
    machineType: z.string().optional().describe('Only calls that name this machine type.'),
    market: z.enum(['on-demand', 'spot']).optional().describe('Only launches on this market.'),
  })
  .optional();

const common = { when };
const call = { ...common, on: on.describe('The call that it hits, or * for all.') };
const launch = { ...common, on: z.enum(['RunInstances', 'CreateGroup']).optional().describe('Default: both.') };
const listing = { ...common, on: z.enum(['ListResources', 'DescribeInstances']).optional().describe('Default: ListResources.') };

/** One line of a fault script. The README says what each kind does. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('error'),
    ...call,
    code: z.enum(CLOUD_ERROR_CODES),
    message: z.string().optional(),
    retryAfterMs: durationMs.optional(),
  }),
  z.strictObject({ kind: z.literal('refuse'), ...call }),
  z.strictObject({ kind: z.literal('reset'), ...call }),
  z.strictObject({ kind: z.literal('lose-reply'), ...call }),
  z.strictObject({ kind: z.literal('hang'), ...call, side: z.enum(['before', 'after']), durationMs }),
  z.strictObject({ kind: z.literal('late'), ...call, delayMs: durationMs, hangMs: durationMs.optional() }),
  z.strictObject({
    kind: z.literal('identity'),
    on: on.optional(),
    ...common,
    account: z.string().min(1),
    region: z.string().min(1).optional(),
  }),

  z.strictObject({
    kind: z.literal('partial'),
    ...launch,
    give: z.int().min(0),
    code: z.enum(['InsufficientInstanceCapacity', 'InstanceLimitExceeded', 'RequestLimitExceeded']).optional(),
  }),
  z.strictObject({ kind: z.literal('over-deliver'), ...launch, extra: z.int().min(1).max(1_000) }),
  z.strictObject({ kind: z.literal('no-capacity'), ...launch, machineType: z.string().optional(), zone: z.string().optional() }),
  z.strictObject({ kind: z.literal('never-boot'), ...launch, machines }),
  z.strictObject({ kind: z.literal('die'), ...launch, machines, afterMs: durationMs }),
  z.strictObject({ kind: z.literal('late-name'), ...launch, machines, delayMs: durationMs }),
  z.strictObject({ kind: z.literal('hide-new'), ...launch, machines, durationMs }),
  z.strictObject({ kind: z.literal('strip-tags'), ...launch, machines, afterMs: durationMs }),
  z.strictObject({ kind: z.literal('reuse-names'), ...launch, machines }),
  z.strictObject({ kind: z.literal('leave-volumes'), ...launch, machines }),
  z.strictObject({
    kind: z.literal('reclaim'),
    ...launch,
    machines,
    afterMs: durationMs,
    graceMs: durationMs,
    reason: z.enum(['spot', 'maintenance', 'eviction']).optional(),
  }),
  z.strictObject({ kind: z.literal('copy-machines'), ...launch, count: z.int().min(1).max(1_000) }),
  z.strictObject({ kind: z.literal('foreign-machines'), ...launch, count: z.int().min(1).max(1_000) }),

  z.strictObject({ kind: z.literal('stale-listing'), ...listing, ageMs: durationMs }),
  z.strictObject({ kind: z.literal('partial-listing'), ...common, zones: z.array(z.string()).min(1) }),
  z.strictObject({ kind: z.literal('empty-listing'), ...common }),

  z.strictObject({
    kind: z.literal('poison'),
    ...common,
    on: on.optional(),
    machineId: z.string(),
    code: z.enum(CLOUD_ERROR_CODES).optional(),
    silent: z.boolean().optional().describe('The refusal does not say which id it means.'),
  }),
  z.strictObject({ kind: z.literal('ignore-terminate'), ...common, machineId: z.string().optional() }),
]);

/** One line of a fault script, as parsed. */
export type Fault = z.output<typeof faultSchema>;

/** One line of a fault script, as written. */
export type FaultInput = z.input<typeof faultSchema>;

/** The kinds of faults. */
export type FaultKind = Fault['kind'];

/** A fault of one kind. */
export type FaultOf<Kind extends FaultKind> = Extract<Fault, { readonly kind: Kind }>;

const LAUNCHES: readonly ActionName[] = ['RunInstances', 'CreateGroup'];
const BY_ID: readonly ActionName[] = ['DescribeInstances', 'TerminateInstances', 'StartInstances', 'StopInstances', 'RebootInstances'];

/** Which calls a fault hits when its script does not say. */
export const DEFAULT_ACTIONS: { readonly [Kind in FaultKind]: readonly ActionName[] } = {
  error: ACTIONS,
  refuse: ACTIONS,
  reset: ACTIONS,
  'lose-reply': ACTIONS,
  hang: ACTIONS,
  late: ACTIONS,
  identity: ACTIONS,
  partial: LAUNCHES,
  'over-deliver': LAUNCHES,
  'no-capacity': LAUNCHES,
  'never-boot': LAUNCHES,
  die: LAUNCHES,
  'late-name': LAUNCHES,
  'hide-new': LAUNCHES,
  'strip-tags': LAUNCHES,
  'reuse-names': LAUNCHES,
  'leave-volumes': LAUNCHES,
  reclaim: LAUNCHES,
  'copy-machines': LAUNCHES,
  'foreign-machines': LAUNCHES,
  'stale-listing': ['ListResources'],
  'partial-listing': ['ListResources'],
  'empty-listing': ['ListResources'],
  poison: BY_ID,
  'ignore-terminate': ['TerminateInstances'],
};

/** Faults that hit every matching call until removed, unless the script says how often. */
const LASTING: ReadonlySet<FaultKind> = new Set(['poison']);

/** How many matching calls a fault hits. */
export function timesOf(fault: Fault): number {
  const times = fault.when?.times;
  if (times === 'always') return Number.POSITIVE_INFINITY;
  if (times !== undefined) return times;
  const lasting = fault.when?.forMs !== undefined || fault.when?.probability !== undefined || LASTING.has(fault.kind);
  return lasting ? Number.POSITIVE_INFINITY : 1;
}
