import { ProviderError, type CallOptions, type ProviderContext } from '@hostwright/core/provider';

/** A context of somebody else: another process, another user of the cluster. It sends every call, and repeats none. */
export class PlainContext implements ProviderContext {
  readonly connection = 'other';

  constructor(private readonly secrets: Readonly<Record<string, string>> = {}) {}

  async call<Result>(options: CallOptions, run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    return run(options.signal);
  }

  async secret(reference: string): Promise<string> {
    const secret = Object.hasOwn(this.secrets, reference) ? this.secrets[reference] : undefined;
    if (secret === undefined) throw new ProviderError('InvalidSettings', `no secret is stored under ${reference}`);
    return secret;
  }

  now(): number {
    return Date.now();
  }

  async sleep(durationMs: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, durationMs));
  }

  random(): number {
    return 0.5;
  }

  log(): void {
    // Nobody reads it.
  }
}
