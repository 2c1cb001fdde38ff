import { isProviderError, ProviderError, type CallOptions, type LogField, type ProviderContext } from '@hostwright/core/provider';

/** One call that a plugin made through its context. */
export interface RecordedCall {
  readonly options: CallOptions;
  /** Undefined while it is under way. */
  outcome: 'answered' | 'failed' | undefined;
}

/** What a {@link RecordingContext} is made from. */
export interface RecordingContextOptions {
  readonly now: () => number;
  readonly pass: (durationMs: number) => Promise<void>;
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * Keeps what core promises to a plugin, and records what the plugin does with it. Nothing goes out for an aborted signal; a caller that
 * gives up waits no longer; nothing is ever repeated here, so that what the kit sees is what the plugin does.
 */
export class RecordingContext implements ProviderContext {
  readonly connection = 'conformance';
  readonly calls: RecordedCall[] = [];
  readonly logLines: string[] = [];
  /** References of secrets in the order in which they were asked for. */
  readonly secretReads: string[] = [];

  constructor(private readonly options: RecordingContextOptions) {}

  async call<Result>(options: CallOptions, run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    if (options.signal.aborted) throw new ProviderError('Unavailable', `${options.action}: aborted before it was sent`);
    const record: RecordedCall = { options, outcome: undefined };
    this.calls.push(record);
    try {
      const result = await orAborted(run(options.signal), options);
      record.outcome = 'answered';
      return result;
    } catch (error) {
      record.outcome = 'failed';
      throw isProviderError(error) ? error : new ProviderError(lostClass(options), `${options.action}: no ProviderError`, { cause: error });
    }
  }

  async secret(reference: string): Promise<string> {
    this.secretReads.push(reference);
    const secret = Object.hasOwn(this.options.secrets, reference) ? this.options.secrets[reference] : undefined;
    if (secret === undefined) throw new ProviderError('InvalidSettings', `no secret is stored under ${reference}`, { subject: reference });
    return secret;
  }

  now(): number {
    return this.options.now();
  }

  async sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await Promise.race([this.options.pass(durationMs), aborted(signal)]);
    signal.throwIfAborted();
  }

  random(): number {
    return 0.5;
  }

  log(level: string, fields: readonly LogField[], message: string): void {
    this.logLines.push(JSON.stringify({ level, fields, message }));
  }

  /** Calls that create something. */
  get creates(): readonly RecordedCall[] {
    return this.calls.filter(({ options }) => options.effect === 'create');
  }

  /** Calls that change anything. */
  get writes(): readonly RecordedCall[] {
    return this.calls.filter(({ options }) => options.effect !== 'read');
  }
}

async function orAborted<Result>(work: Promise<Result>, options: CallOptions): Promise<Result> {
  const stop = new AbortController();
  const gaveUp = aborted(AbortSignal.any([options.signal, stop.signal])).then(() => {
    throw new ProviderError(lostClass(options), `${options.action}: gave up waiting for the answer`);
  });
  gaveUp.catch(() => undefined);
  try {
    return await Promise.race([work, gaveUp]);
  } finally {
    work.catch(() => undefined);
    stop.abort();
  }
}

function lostClass(options: CallOptions): 'Unavailable' | 'OutcomeUnknown' {
  return options.effect === 'read' ? 'Unavailable' : 'OutcomeUnknown';
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
