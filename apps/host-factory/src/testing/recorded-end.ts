import type { ProcessEnd } from '../call/one-document.js';

/** The end of a process that goes on: what was written, and what it would have ended with. */
export interface RecordedEnd extends ProcessEnd {
  readonly text: () => string;
  readonly exitCodes: readonly number[];
}

/** Records instead of ending. `write` may be replaced by one that refuses. */
export function recordEnd(write?: ProcessEnd['write']): RecordedEnd {
  const chunks: Buffer[] = [];
  const exitCodes: number[] = [];
  return {
    exitCodes,
    text: () => Buffer.concat(chunks).toString('utf8'),
    exit: (code) => void exitCodes.push(code),
    write: (bytes) => {
      const taken = write?.(bytes) ?? bytes.length;
      chunks.push(Buffer.from(bytes.subarray(0, taken)));
      return taken;
    },
  };
}
