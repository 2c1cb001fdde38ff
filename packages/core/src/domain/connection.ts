/** Why a connection may not launch, end or declare anything, until someone acts. */
export type HaltReason =
  | { readonly kind: 'store-is-old'; readonly message: string }
  | { readonly kind: 'identity-changed'; readonly message: string };

/** Protects a failing cloud and our quota: open after failures in a row, probed again after `openUntilMs`. */
export interface Breaker {
  readonly failures: number;
  /** Our clock; undefined while closed. */
  readonly openUntilMs: number | undefined;
  readonly lastErrorClass: string | undefined;
  readonly lastMessage: string | undefined;
}

/** One sweep that ended. */
export interface SweepSummary {
  readonly number: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly outcome: 'complete' | 'partial' | 'failed';
  readonly message: string | undefined;
}

/** A connection as all processes share it. */
export interface ConnectionState {
  readonly connection: string;
  readonly provider: string;
  /** Who may send: process id of the engine that holds the lease. */
  readonly holder: string | undefined;
  /** Counted up by each change of holder. */
  readonly epoch: number;
  /** Store time. */
  readonly leaseUntilMs: number;
  /** Account and region of the first sweep; another one is another world. */
  readonly identity: { readonly account: string; readonly region: string } | undefined;
  /** The cloud's clock as last seen. */
  readonly providerTimeMs: number | undefined;
  /** The last sweep of any outcome, and the last that was complete. */
  readonly lastSweep: SweepSummary | undefined;
  readonly lastCompleteSweep: SweepSummary | undefined;
  readonly sweeps: number;
  readonly breaker: Breaker;
  readonly halt: HaltReason | undefined;
  /** Verdicts on vanished machines are held since this time; undefined when they are not. */
  readonly vanishHeldSinceMs: number | undefined;
  /** How many machines that concerns. */
  readonly vanishHeldMachines: number;
  /** Machines with tags of ours that no intent explains, in the last complete sweep. */
  readonly orphans: number;
  /** Other deployments of ours seen by the first sweep. */
  readonly otherDeployments: readonly string[];
  /** Someone committed work for it: its holder should look at once. Counted up. */
  readonly wakeups: number;
}

/** The allowance of one action of one account and region, as all processes share it. */
export interface Bucket {
  readonly bucket: string;
  readonly tokens: number;
  readonly refillPerSecond: number;
  readonly burst: number;
  readonly updatedAtMs: number;
  /** When the cloud last throttled it; undefined: never. */
  readonly throttledAtMs: number | undefined;
}

/** A life of the store that a restore ended, as far as the backup knows it: what it launched later is not known here. */
export interface EndedLife {
  readonly incarnation: string;
  /** Sequence number of its last intent in the backup. */
  readonly lastSequence: number;
}

/** One store together with one provider instance. */
export interface Deployment {
  readonly deploymentId: string;
  /** Current life of the store. */
  readonly incarnation: string;
  /** Every incarnation whose machines this store knows, the current one included. */
  readonly knownIncarnations: readonly string[];
  /** Those of them that are known only up to a sequence number, the oldest first; a rebuild makes all of it known. */
  readonly endedLives: readonly EndedLife[];
  /** Sequence number of the last intent. */
  readonly lastSequence: number;
  readonly createdAtMs: number;
}
