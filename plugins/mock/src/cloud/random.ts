import { createHash } from 'node:crypto';

/** A range of durations in milliseconds, both ends possible. */
export interface DurationRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/**
 * A number from 0 inclusive to 1 exclusive that depends on nothing but its arguments: what happens to the n-th machine is decided by the
 * seed, whichever process asks.
 */
export function drawNumber(seed: number, stream: string, n: number): number {
  return digest(seed, stream, n).readUInt32BE(0) / 2 ** 32;
}

/** A whole number of milliseconds within the range. */
export function drawDuration(range: DurationRange, draw: number): number {
  return range.minMs + Math.floor(draw * (range.maxMs - range.minMs + 1));
}

/** An id like `i-0c1f9a2b40000002a`: nine digits from the seed, eight that count, so that no two are ever alike. */
export function makeId(seed: number, prefix: string, n: number): string {
  const noise = digest(seed, prefix, n).toString('hex').slice(0, 9);
  return `${prefix}-${noise}${n.toString(16).padStart(8, '0')}`;
}

/** The seed of a cloud for which none was chosen: no two files call their machines alike. */
export function seedOfFile(file: string): number {
  return createHash('sha256').update(file).digest().readUInt32BE(0) >>> 1;
}

function digest(seed: number, stream: string, n: number): Buffer {
  return createHash('sha256').update(`${seed}/${stream}/${n}`).digest();
}
