import { ProviderError, type CallOptions, type LogField, type ProviderContext } from '@hostwright/core/provider';

/** What a {@link TestContext} is made from. */
export interface TestContextOptions {
  readonly now: () => number;
  /** What waiting does, for example moves a virtual clock. */
  readonly pass: (durationMs: number, signal: AbortSignal) => void | Promise<void>;
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A context that keeps what core promises: nothing goes out for an aborted signal, and everything is on record. Reads are not repeated. */
export class TestContext implements ProviderContext {
  readonly connection = 'test';
  /** Calls that went out. */
  readonly calls: CallOptions[] = [];
  readonly lines: string[] = [];
  readonly secrets: Record<string, string>;
  /** Called whenever somebody begins to wait. */
  onSleep: (durationMs: number) => void = () => undefined;

  constructor(private readonly options: TestContextOptions) {
    this.secrets = { ...options.secrets };
  }

  async call<Result>(options: CallOptions, run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    if (options.signal.aborted) throw new ProviderError('Unavailable', `${options.action}: aborted before it was sent`);
    this.calls.push(options);
    return run(options.signal);
  }

  async secret(reference: string): Promise<string> {
    const secret = this.secrets[reference];
    if (secret === undefined) throw new ProviderError('InvalidSettings', `no secret is stored under ${reference}`, { subject: reference });
    return secret;
  }

  now(): number {
    return this.options.now();
  }

  async sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.onSleep(durationMs);
    signal.throwIfAborted();
    await this.options.pass(durationMs, signal);
    signal.throwIfAborted();
  }

  random(): number {
    return 0.5;
  }

  log(level: string, fields: readonly LogField[], message: string): void {
    this.lines.push(JSON.stringify({ level, fields, message }));
  }
}
