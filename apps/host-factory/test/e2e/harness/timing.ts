/** The shortest times that a site may choose; what a test is about stands in the test. */
export const TIMING = {
  sweepIntervalMs: 1_000,
  busySweepIntervalMs: 150,
  leaseMs: 5_000,
  attemptWindowMs: 1_000,
  transportDeadlineMs: 3_000,
  bootTimeoutMs: 60_000,
  requestDeadlineMs: 300_000,
  retryMinMs: 50,
  retryMaxMs: 500,
  terminateAgainMs: 1_000,
  breakerMinMs: 200,
  breakerMaxMs: 1_000,
};

/** Times of a site. */
export type Timing = Readonly<Record<keyof typeof TIMING, number>>;
