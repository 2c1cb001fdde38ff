/** No cloud is believed that wants to be left alone for longer. */
export const LONGEST_RETRY_MS = 15 * 60_000;

/**
 * Whether a moment of our wall clock has come. One further off than anything ever waits is the trace of a clock that was set back: it
 * holds nobody up.
 */
export function hasCome(atMs: number | undefined, nowMs: number, longestWaitMs: number): boolean {
  return atMs === undefined || nowMs >= atMs || atMs - nowMs > longestWaitMs;
}
