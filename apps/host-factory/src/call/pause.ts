const NEVER_NOTIFIED = new Int32Array(new SharedArrayBuffer(4));

/** Waits without giving anything else a turn: where a descriptor is to be tried again shortly. */
export function pause(durationMs: number): void {
  Atomics.wait(NEVER_NOTIFIED, 0, 0, durationMs);
}
