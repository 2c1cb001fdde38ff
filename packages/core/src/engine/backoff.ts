import type { Random } from '../ports/random.js';
import { LONGEST_RETRY_MS } from './due.js';
import type { EngineTiming } from './timing.js';

/** How long to wait before try `tries + 1`: doubled each time, with full jitter above the minimum, and never less than the cloud asked for within reason. */
export function backoffMs(tries: number, timing: EngineTiming, random: Random, askedMs = 0): number {
  const ceiling = Math.min(timing.retryMaxMs, timing.retryMinMs * 2 ** Math.min(tries, 20));
  const jittered = timing.retryMinMs + random.next() * Math.max(0, ceiling - timing.retryMinMs);
  return Math.max(Math.min(askedMs, LONGEST_RETRY_MS), Math.round(jittered));
}
