import type { Clock } from '@hostwright/core/ports';

/** Time that passes only while somebody sleeps, at once. */
export class ManualClock implements Clock {
  readonly sleeps: number[] = [];
  #nowMs = 0;

  /** @param onSleep - something that happens during the sleep */
  constructor(private readonly onSleep: (sleeps: number) => void | Promise<void> = () => undefined) {}

  now(): number {
    return 1_700_000_000_000 + this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  async sleep(durationMs: number): Promise<void> {
    this.sleeps.push(durationMs);
    this.#nowMs += durationMs;
    await this.onSleep(this.sleeps.length);
  }
}
