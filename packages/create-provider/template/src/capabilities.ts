import type { Capabilities, RateLimit } from '@hostwright/core/provider';

/** Kind of every machine; the only kind that launches create here. */
export const MACHINE_KIND = 'machine';

/** Most machines of one creating call, and most ids of one call that names machines. Source: the limits page of your cloud. */
const BATCH = 100;

/** What this provider can do: the kit skips only what is false here. */
export const CAPABILITIES: Capabilities = {
  machines: {
    kinds: [
      {
        kind: MACHINE_KIND,
        // How long a client token is remembered. Source: the cloud's page on client tokens.
        replayHorizonMs: 24 * 3_600_000,
        // How far a listing may lag behind a create. Source: the cloud's page on consistency.
        visibilityHorizonMs: 30_000,
      },
    ],
    maxUnitsPerLaunch: BATCH,
    maxIdsPerTerminate: BATCH,
    maxIdsPerInspect: BATCH,
    stoppable: false,
    groups: false,
    refills: false,
    spot: false,
    reclaimNotice: false,
    weighted: false,
    feed: false,
    adoptable: false,
  },
  interfaces: [],
};

/** The cloud's own names of its calls: keys of rate limits, metrics and log lines. */
export type Action =
  | 'WhoAmI'
  | 'ListZones'
  | 'ListPrices'
  | 'ListMachineTypes'
  | 'GetMachineType'
  | 'GetImage'
  | 'ListQuotas'
  | 'CreateMachines'
  | 'ListMachines'
  | 'GetMachines'
  | 'DeleteMachines';

/** Seeds of the client-side rate limits. Source: the limits page of your cloud. */
export const RATE_LIMITS: readonly RateLimit[] = [
  { action: 'CreateMachines', burst: 10, refillPerSecond: 2 },
  { action: 'DeleteMachines', burst: 10, refillPerSecond: 2 },
  { action: 'ListMachines', burst: 100, refillPerSecond: 20 },
  { action: 'GetMachines', burst: 100, refillPerSecond: 20 },
];
