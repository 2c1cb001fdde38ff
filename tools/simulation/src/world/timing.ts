import type { EngineTiming } from '@hostwright/core';

/** The engine's spans, shortened alike: what takes minutes outside takes seconds here, in the same order. */
export const TIMING: Partial<EngineTiming> = {
  sweepIntervalMs: 4_000,
  busySweepIntervalMs: 1_600,
  leaseMs: 3_500,
  attemptWindowMs: 1_300,
  transportDeadlineMs: 2_600,
  requestDeadlineMs: 40_000,
  bootTimeoutMs: 10_000,
  pollWithinMs: 10_000,
  retryMinMs: 300,
  retryMaxMs: 2_000,
  terminateAgainMs: 4_000,
  breakerFailures: 4,
  breakerMinMs: 1_300,
  breakerMaxMs: 4_000,
  snapshotMaxAgeMs: 8_000,
};

/** How far listings may lag behind, as the plugin states it; no fault hides anything for longer. */
export const VISIBILITY_HORIZON_MS = 2_600;

/** How long a token protects, as the plugin states it. */
export const REPLAY_HORIZON_MS = 8_000;
