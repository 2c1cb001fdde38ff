declare const attemptBrand: unique symbol;

/**
 * One durable try of one write, as the engine recorded it before it called the plugin. Pass it on to `context.call` unchanged:
 * the call is refused, before anything is sent, when another process has taken over or the try is too late.
 */
export type AttemptId = string & { readonly [attemptBrand]: true };

/** Tokens of one rate limit. */
export interface Allowance {
  /** As in `RateLimit.action`. */
  readonly action: string;
  /** More than the bucket holds is waited for bit by bit. */
  readonly cost: number;
}

interface CallFacts {
  /** The operation's signal: aborted before the call goes out, nothing is sent. */
  readonly signal: AbortSignal;
  /** The cloud's own name of the operation, for example `RunInstances`: key of its rate limit, metrics and log line. */
  readonly action: string;
  /**
   * Which allowance the call draws on, beside the action: `ACCOUNT/REGION`, so that connections of one account share it.
   * @default the connection's recorded account and region
   */
  readonly bucketKey?: string;
  /** Tokens the call takes from its bucket. @default 1 */
  readonly cost?: number;
  /**
   * Further allowances of the same account and region that the call draws on, each by the action of its rate limit. EC2, for example,
   * counts the calls of RunInstances and, in another bucket, the machines that they ask for.
   */
  readonly also?: readonly Allowance[];
  /**
   * Longest time from socket write to answer, in milliseconds. A write can only shorten it: the engine counts on the default.
   * @default 10,000 for reads, 30,000 for writes
   */
  readonly deadlineMs?: number;
}

/** A call that changes nothing: core repeats it by itself when it is throttled or the cloud is unavailable. */
export interface ReadCall extends CallFacts {
  readonly effect: 'read';
}

/** A call that creates, changes or deletes something: core never repeats it, the engine decides. */
export interface WriteCall extends CallFacts {
  readonly effect: 'create' | 'delete';
  readonly attempt: AttemptId;
}

/** What core must know of a cloud call before it lets it out. */
export type CallOptions = ReadCall | WriteCall;

/** What a plugin gets from core: the only way out to the cloud, time, and secrets. */
export interface ProviderContext {
  /** Name of the connection, as configured. */
  readonly connection: string;

  /**
   * Makes one cloud call: waits for the rate limit, checks the attempt, sets the deadline, counts, logs, and for reads retries.
   *
   * @param run - makes the call with the given signal and maps the cloud's errors to {@link ProviderError}; an error that is not one
   *   becomes `OutcomeUnknown` for a write and `Unavailable` for a read
   * @throws {ProviderError} `OutcomeUnknown` when a write got no answer in time; `Unavailable` when the attempt was refused before it was sent
   */
  call<Result>(options: CallOptions, run: (signal: AbortSignal) => Promise<Result>): Promise<Result>;

  /**
   * Reads a secret by its reference. Ask for it at each call and never keep it: it may have been rotated.
   * @throws {ProviderError} `InvalidSettings` when nothing is stored under the reference
   */
  secret(reference: string): Promise<string>;

  /** Wall-clock time in milliseconds since 1970. */
  now(): number;

  /** Waits; ends early, with the signal's reason as error, when `signal` is aborted. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;

  /** A number from 0 inclusive to 1 exclusive, for jitter. */
  random(): number;

  /** One line in the log; fields come first. Never pass settings, secrets or user data. */
  log(level: 'debug' | 'info' | 'warn' | 'error', fields: readonly LogField[], message: string): void;
}

/** One named value of a log line. */
export interface LogField {
  readonly name: string;
  readonly value: string | number | boolean;
}
