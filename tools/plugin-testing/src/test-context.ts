import { setTimeout } from 'node:timers/promises';
import { ProviderError, type CallOptions, type LogField, type ProviderContext } from '@hostwright/core/provider';

/** A context that keeps what core promises, on real time: nothing goes out for an aborted signal, and everything is on record. Reads are not repeated. */
export class TestContext implements ProviderContext {
  readonly connection = 'test';
  /** Calls that went out. */
  readonly calls: CallOptions[] = [];
  /** Lines of the log, as JSON. */
  readonly lines: string[] = [];
  readonly secrets: Record<string, string> = {};
  /** Moves the context's clock against the real one, in milliseconds. */
  shiftMs = 0;

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
    return Date.now() + this.shiftMs;
  }

  async sleep(durationMs: number, signal: AbortSignal): Promise<void> {
    await setTimeout(durationMs, undefined, { signal });
  }

  random(): number {
    return 0.5;
  }

  log(level: string, fields: readonly LogField[], message: string): void {
    this.lines.push(JSON.stringify({ level, fields, message }));
  }
}
