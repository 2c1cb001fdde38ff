import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { MAX_INPUT_BYTES, tooLarge } from '@hostwright/host-factory-protocol';
import { pause } from './pause.js';

/** The input's text, or why there is none. */
export type InputFile = { readonly text: string } | { readonly problem: string };

/** How long a pipe that nobody writes to is listened to. */
const PIPE_PATIENCE_MS = 5_000;
const RETRY_MS = 5;
const CHUNK_BYTES = 64 * 1024;

/** Reads an input file; never changes it, never reads more than an input may have, and never waits for long. */
export function readInputFile(path: string): InputFile {
  let descriptor: number | undefined;
  try {
    // Not blocking: opening a named pipe would otherwise wait for its writer, for ever.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (fstatSync(descriptor).size > MAX_INPUT_BYTES) return { problem: tooLarge().message };
    return readBounded(descriptor);
  } catch (error) {
    return { problem: `The input file cannot be read: ${(error as Error).message}.` };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function readBounded(descriptor: number): InputFile {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const chunk = readChunk(descriptor);
    if (chunk.length === 0) return { text: Buffer.concat(chunks).toString('utf8') };
    size += chunk.length;
    if (size > MAX_INPUT_BYTES) return { problem: tooLarge().message };
    chunks.push(chunk);
  }
}

function readChunk(descriptor: number): Buffer {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    try {
      return buffer.subarray(0, readSync(descriptor, buffer));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || waitedMs >= PIPE_PATIENCE_MS) throw error;
      pause(RETRY_MS);
    }
  }
}
