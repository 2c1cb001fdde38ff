interface Entry {
  readonly atMs: number;
  readonly run: () => void;
}

/** What is to happen later. Nothing runs by itself: who looks at the cloud first runs what is due, so that time may jump. */
export interface Agenda {
  at(atMs: number, run: () => void): void;
  /** Runs what is due by `nowMs`, in order of time, each as of its own moment; what that adds is run too when it is due. */
  runDue(nowMs: number): void;
  /** The moment of what runs now; undefined when nothing does. */
  readonly asOfMs: number | undefined;
}

export function createAgenda(): Agenda {
  const entries: Entry[] = [];
  // Entries before it have run: taking them off one by one would move all others each time.
  let head = 0;
  let asOfMs: number | undefined;
  return {
    get asOfMs() {
      return asOfMs;
    },
    at(atMs, run) {
      const before = entries.findLastIndex((entry) => entry.atMs <= atMs);
      entries.splice(Math.max(before + 1, head), 0, { atMs, run });
    },
    runDue(nowMs) {
      for (let entry = entries[head]; entry !== undefined && entry.atMs <= nowMs; entry = entries[head]) {
        head += 1;
        asOfMs = entry.atMs;
        entry.run();
      }
      asOfMs = undefined;
      entries.splice(0, head);
      head = 0;
    },
  };
}
