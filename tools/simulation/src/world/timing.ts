import type { EngineTiming } from '@hostwright/core';

/** The engine's spans, shortened alike: what takes minutes outside takes seconds here, in the same order. */
export const TIMING: Partial<EngineTiming> = {
  sweepIntervalMs: 6_000,
  busySweepIntervalMs: 2_500,
  leaseMs: 5_000,
  attemptWindowMs: 2_000,
  transportDeadlineMs: 4_000,
  requestDeadlineMs: 60_000,
  bootTimeoutMs: 15_000,
  pollWithinMs: 15_000,
  retryMinMs: 500,
  retryMaxMs: 3_000,
  terminateAgainMs: 6_000,
  breakerFailures: 4,
  breakerMinMs: 2_000,
  breakerMaxMs: 6_000,
  snapshotMaxAgeMs: 12_000,
};

/** How far listings may lag behind, as the plugin states it; no fault hides anything for longer. */
export const VISIBILITY_HORIZON_MS = 4_000;

/** How long a token protects, as the plugin states it. */
export const REPLAY_HORIZON_MS = 12_000;
