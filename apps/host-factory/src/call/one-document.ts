import { writeSync } from 'node:fs';
import { pause } from './pause.js';

/** Prints exactly one JSON document, whatever happens to this process. */
export interface OneDocument {
  /** Prints the document and ends the process. Only the first call prints. */
  endWith(text: string, exitCode: 0 | 1): void;
}

/** Where the document goes and how the process ends. */
export interface ProcessEnd {
  /** Takes as much as it can and answers how many bytes that were. @throws {NodeJS.ErrnoException} as `writeSync` does */
  write(bytes: Uint8Array): number;
  exit(exitCode: number): void;
}

const STDOUT = 1;
const RETRY_MS = 5;
/** A caller that reads nothing for so long does not listen any more. */
const PATIENCE_MS = 10_000;

/** Stdout by itself: `process.stdout` costs start-up time and answers a closed pipe with an event. */
const thisProcess: ProcessEnd = {
  write: (bytes) => writeSync(STDOUT, bytes),
  exit: (exitCode) => process.exit(exitCode),
};

/** Makes the only writer to stdout. */
export function createOneDocument(end: ProcessEnd = thisProcess): OneDocument {
  let printed = false;
  return {
    endWith: (text, exitCode) => {
      if (printed) return;
      printed = true;
      end.exit(writeAll(end, `${text}\n`) ? exitCode : 1);
    },
  };
}

/** Answers whether all was written: a caller that closed its end (EPIPE) wants no answer, and a full disk took none. */
function writeAll(end: ProcessEnd, text: string): boolean {
  let rest = Buffer.from(text);
  for (let waitedMs = 0; rest.length > 0 && waitedMs < PATIENCE_MS; waitedMs += RETRY_MS) {
    const written = tryWrite(end, rest);
    if (written === 'refused') return false;
    if (written === 0) pause(RETRY_MS);
    else waitedMs = 0;
    rest = rest.subarray(written);
  }
  return rest.length === 0;
}

/** A pipe that the caller made non-blocking and that is full takes nothing for a while. */
function tryWrite(end: ProcessEnd, bytes: Buffer): number | 'refused' {
  try {
    return end.write(bytes);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 0 : 'refused';
  }
}
