import type { CallRecord } from '../ports/call-record.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { Random } from '../ports/random.js';
import type { AttemptId, CallOptions, LogField, ProviderContext } from '../provider/context.js';
import { isProviderError, ProviderError, type ProviderErrorClass } from '../provider/errors.js';
import type { RateLimiter } from './rate-limiter.js';

const READ_DEADLINE_MS = 10_000;
const READ_TRIES = 4;
const READ_BACKOFF_MS = 250;
const READ_BACKOFF_MAX_MS = 5_000;
/** A cloud that asks for a longer wait than this gets no repeat of a read: the engine comes back later. */
const READ_PATIENCE_MS = 30_000;

/** Decides, right before a write goes out, whether it still may; throws when not. */
type Guard = () => Promise<void>;

/** What the instrumentation of one connection needs. */
export interface InstrumentOptions {
  readonly connection: string;
  /** Id of the plugin: buckets of two clouds never meet. */
  readonly provider: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly limiter: RateLimiter;
  /** Which allowance a call draws on that names none itself. */
  readonly bucketKey: () => Promise<string>;
  /** Longest time from socket write to answer of a write; what settling counts on. */
  readonly transportDeadlineMs: number;
  readonly readSecret: (reference: string) => Promise<string>;
  readonly onCall?: (record: CallRecord) => void;
}

/**
 * The only way from a plugin to its cloud. Owns the deadline, the rate limit, the check of the attempt right before a write, the log
 * line, and the only retry: reads here, call by call; writes by the engine alone.
 */
export class Instrument implements ProviderContext {
  readonly #guards = new Map<AttemptId, Guard>();

  constructor(private readonly options: InstrumentOptions) {}

  get connection(): string {
    return this.options.connection;
  }

  /** Lets writes of `attempt` out as long as `body` runs and `guard` does not throw. */
  async permit<Result>(attempt: AttemptId, guard: Guard, body: () => Promise<Result>): Promise<Result> {
    this.#guards.set(attempt, guard);
    try {
      return await body();
    } finally {
      this.#guards.delete(attempt);
    }
  }

  async call<Result>(options: CallOptions, run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    if (options.effect !== 'read') return this.#once(options, run);
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#once(options, run);
      } catch (error) {
        if (tries >= READ_TRIES || !isRepeatable(error)) throw error;
        await this.#pause(tries, error, options.signal);
      }
    }
  }

  async secret(reference: string): Promise<string> {
    try {
      return await this.options.readSecret(reference);
    } catch (cause) {
      if (isProviderError(cause)) throw cause;
      throw new ProviderError('InvalidSettings', `the secret '${reference}' cannot be read`, { cause });
    }
  }

  now(): number {
    return this.options.clock.now();
  }

  sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    return this.options.clock.sleep(durationMs, signal);
  }

  random(): number {
    return this.options.random.next();
  }

  log(level: 'debug' | 'info' | 'warn' | 'error', fields: readonly LogField[], message: string): void {
    const named = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    this.options.logger[level]({ ...named, connection: this.connection }, message);
  }

  async #once<Result>(options: CallOptions, run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    refuseAborted(options);
    const bucket = await this.#beforeSending(options, () => this.#takeTokens(options));
    if (options.effect !== 'read') await this.#beforeSending(options, () => this.#checkAttempt(options.action, options.attempt));
    refuseAborted(options);
    const startedAt = this.options.clock.monotonic();
    const outcome = await this.#send(options, run);
    const error = 'error' in outcome ? outcome.error : undefined;
    this.#report(options, Math.round(this.options.clock.monotonic() - startedAt), error);
    if (!('error' in outcome)) return outcome.result;
    if (outcome.error.errorClass === 'Throttled') await this.#learn(options.action, bucket);
    throw outcome.error;
  }

  /** Whatever fails here, nothing was sent. */
  async #beforeSending<Result>(options: CallOptions, step: () => Promise<Result>): Promise<Result> {
    try {
      return await step();
    } catch (cause) {
      if (isProviderError(cause)) throw cause;
      refuseAborted(options, cause);
      throw new ProviderError('Unavailable', `${options.action}: could not be prepared, nothing was sent`, { cause });
    }
  }

  async #takeTokens(options: CallOptions): Promise<string> {
    const bucket = `${this.options.provider}/${options.bucketKey ?? (await this.options.bucketKey())}`;
    const own = { action: options.action, cost: options.cost ?? 1 };
    const guard = async (): Promise<void> => {
      if (options.effect !== 'read') await this.#checkAttempt(options.action, options.attempt);
    };
    for (const { action, cost } of [own, ...(options.also ?? [])]) {
      await this.options.limiter.take(action, bucket, cost, options.signal, guard);
    }
    return bucket;
  }

  async #checkAttempt(action: string, attempt: AttemptId): Promise<void> {
    const guard = this.#guards.get(attempt);
    if (guard === undefined) throw new ProviderError('Unavailable', `${action}: no attempt is recorded for this call, nothing was sent`);
    await guard();
  }

  async #send<Result>(
    options: CallOptions,
    run: (signal: AbortSignal) => Promise<Result>,
  ): Promise<{ readonly result: Result } | { readonly error: ProviderError }> {
    try {
      return { result: await this.#withDeadline(options, run) };
    } catch (cause) {
      return { error: translate(cause, options) };
    }
  }

  async #withDeadline<Result>(options: CallOptions, run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const deadlineMs = this.#deadlineMs(options);
    const stop = new AbortController();
    const timer = new AbortController();
    const { promise: stopped, reject } = Promise.withResolvers<never>();
    const give = (error: ProviderError): void => {
      reject(error);
      stop.abort(error);
    };
    const onAbort = (): void =>
      give(new ProviderError(lostClass(options), `${options.action}: gave up waiting for the answer`, { cause: options.signal.reason }));
    options.signal.addEventListener('abort', onAbort, { once: true });
    void this.options.clock.sleep(deadlineMs, timer.signal).then(
      () => give(new ProviderError(lostClass(options), `${options.action}: no answer within ${deadlineMs} ms`)),
      () => undefined,
    );
    try {
      return await Promise.race([stopped, run(stop.signal)]);
    } finally {
      timer.abort();
      options.signal.removeEventListener('abort', onAbort);
    }
  }

  /** A write may wait less than the transport deadline, never longer: an attempt's last possible effect is computed from it. */
  #deadlineMs(options: CallOptions): number {
    if (options.effect === 'read') return options.deadlineMs ?? READ_DEADLINE_MS;
    return Math.min(options.deadlineMs ?? Infinity, this.options.transportDeadlineMs);
  }

  #report(options: CallOptions, durationMs: number, error: ProviderError | undefined): void {
    const { action, effect } = options;
    const { connection, logger, onCall } = this.options;
    const fields = { connection, action, effect, durationMs };
    if (error === undefined) logger.debug(fields, 'cloud call');
    else logger.warn({ ...fields, errorClass: error.errorClass, code: error.code }, 'cloud call failed');
    try {
      onCall?.({ ...fields, errorClass: error?.errorClass });
    } catch {
      logger.warn(fields, 'the listener for cloud calls failed');
    }
  }

  /** What the cloud answered counts, even when the store cannot remember it. */
  async #learn(action: string, bucket: string): Promise<void> {
    try {
      await this.options.limiter.throttled(action, bucket);
    } catch {
      this.options.logger.warn({ connection: this.connection, action }, 'the smaller rate limit could not be stored');
    }
  }

  /** Waits before the next try, or throws `error` at once where waiting is of no use. */
  async #pause(tries: number, error: unknown, signal: AbortSignal): Promise<void> {
    const asked = isProviderError(error) ? (error.retryAfterMs ?? 0) : 0;
    if (signal.aborted || asked > READ_PATIENCE_MS) throw error;
    const ceiling = Math.min(READ_BACKOFF_MAX_MS, READ_BACKOFF_MS * 2 ** tries);
    const waitMs = Math.max(asked, Math.ceil(this.options.random.next() * ceiling));
    await this.options.clock.sleep(waitMs, signal).catch(() => {
      throw error;
    });
  }
}

function refuseAborted(options: CallOptions, cause: unknown = options.signal.reason): void {
  if (options.signal.aborted) throw new ProviderError('Unavailable', `${options.action}: aborted before it was sent`, { cause });
}

function lostClass(options: CallOptions): ProviderErrorClass {
  return options.effect === 'read' ? 'Unavailable' : 'OutcomeUnknown';
}

function isRepeatable(error: unknown): boolean {
  return isProviderError(error) && (error.errorClass === 'Throttled' || error.errorClass === 'Unavailable');
}

function translate(cause: unknown, options: CallOptions): ProviderError {
  if (isProviderError(cause)) return cause;
  return new ProviderError(lostClass(options), `${options.action}: the plugin reported an error that is not a ProviderError`, { cause });
}
