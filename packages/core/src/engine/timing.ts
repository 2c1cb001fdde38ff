/** Every time span the engine goes by, in milliseconds. */
export interface EngineTiming {
  /** Between two sweeps of a connection with open work. */
  readonly sweepIntervalMs: number;
  /** The same while something is being launched or ended. */
  readonly busySweepIntervalMs: number;
  /** How long a connection's lease lasts without renewal. */
  readonly leaseMs: number;
  /** From recording an attempt to the last moment it may be sent. */
  readonly attemptWindowMs: number;
  /** Longest time from socket write to answer of a creating or deleting call. */
  readonly transportDeadlineMs: number;
  /** No new generation of a request after this time; Host Factory gives up on its own after about as long. */
  readonly requestDeadlineMs: number;
  /** A machine still pending after this time is given back and counts as missing. */
  readonly bootTimeoutMs: number;
  /** A Host Factory request that nobody polls within this time is cancelled. */
  readonly pollWithinMs: number;
  /** First and longest wait before a refused call is made again; doubled in between, with jitter. */
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
  /** An accepted termination whose machine still lives is ordered again after this time. */
  readonly terminateAgainMs: number;
  /** Failures in a row after which a connection's breaker opens, and its first and longest time open. */
  readonly breakerFailures: number;
  readonly breakerMinMs: number;
  readonly breakerMaxMs: number;
  /** Between two refreshes of a template's shape from the catalogue. */
  readonly catalogIntervalMs: number;
  /** Intents are archived this long after their last machine ended. */
  readonly archiveAfterMs: number;
  /** Oldest snapshot from which a vanished or reclaimed machine is reported. */
  readonly snapshotMaxAgeMs: number;
}

/** What holds unless configured otherwise. */
export const DEFAULT_TIMING: EngineTiming = {
  sweepIntervalMs: 30_000,
  busySweepIntervalMs: 5_000,
  leaseMs: 30_000,
  attemptWindowMs: 10_000,
  transportDeadlineMs: 30_000,
  requestDeadlineMs: 30 * 60_000,
  bootTimeoutMs: 10 * 60_000,
  pollWithinMs: 15 * 60_000,
  retryMinMs: 1_000,
  retryMaxMs: 60_000,
  terminateAgainMs: 60_000,
  breakerFailures: 5,
  breakerMinMs: 10_000,
  breakerMaxMs: 5 * 60_000,
  catalogIntervalMs: 60 * 60_000,
  archiveAfterMs: 7 * 24 * 3_600_000,
  snapshotMaxAgeMs: 60_000,
};
