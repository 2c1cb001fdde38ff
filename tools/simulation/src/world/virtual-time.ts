/** When every history begins: 2026-01-05T08:00:00Z. */
const START_MS = Date.UTC(2026, 0, 5, 8);

interface Alarm {
  readonly atMs: number;
  readonly order: number;
  readonly ring: () => void;
}

/** The world's time: it stands still while anything can go on, and then jumps to the next alarm. */
export class VirtualTime {
  #elapsedMs = 0;
  #order = 0;
  readonly #alarms = new Set<Alarm>();

  /** Milliseconds since the history began. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** The true time, by which the cloud goes. */
  get nowMs(): number {
    return START_MS + this.#elapsedMs;
  }

  /** Calls `ring` after `durationMs`. Answers how to call it off. */
  after(durationMs: number, ring: () => void): () => void {
    const alarm: Alarm = { atMs: this.#elapsedMs + Math.max(0, Math.ceil(durationMs)), order: this.#order, ring };
    this.#order += 1;
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** Jumps to the next alarm and rings all that are due then. Answers whether there was one. */
  jump(): boolean {
    let atMs = Infinity;
    for (const alarm of this.#alarms) if (alarm.atMs < atMs) atMs = alarm.atMs;
    if (atMs === Infinity) return false;
    this.#elapsedMs = Math.max(this.#elapsedMs, atMs);
    const due = [...this.#alarms].filter((alarm) => alarm.atMs === atMs).toSorted((a, b) => a.order - b.order);
    for (const alarm of due) this.#alarms.delete(alarm);
    for (const alarm of due) alarm.ring();
    return true;
  }
}
