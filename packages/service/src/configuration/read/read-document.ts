import { isHostFactoryError } from '@hostwright/core';
import type { FingerprintRecorder } from '../snapshot/fingerprint.js';
import { type ParsedDocument, parseDocument } from './parse-document.js';
import { pause } from './pause.js';
import { readWhole } from './read-whole.js';

/** A file's text, what it says, and where. */
export interface ReadDocument extends ParsedDocument {
  readonly text: string;
}

/** Somebody may still be writing a file that changed this short a time ago. */
const SETTLED_AFTER_MS = 50;
const MAX_TRIES = 4;

/**
 * Reads and parses a file. One that was changed a moment ago is given time to be finished: YAML that is cut off can be YAML all the same.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`: it cannot be read or parsed, now and a moment later
 */
export async function readDocument(path: string, recorder?: FingerprintRecorder): Promise<ReadDocument> {
  for (let attempt = 1; ; attempt += 1) {
    const { text, stats } = await readWhole(path);
    const ageMs = Date.now() - stats.mtimeMs;
    const isSettled = ageMs < 0 || ageMs >= SETTLED_AFTER_MS || attempt === MAX_TRIES;
    if (isSettled || path.endsWith('.json')) {
      recorder?.addFile(path, stats, text);
      const document = tryParse(path, text, isSettled);
      if (document !== undefined) return { ...document, text };
    }
    await pause(Math.min(SETTLED_AFTER_MS, Math.max(1, SETTLED_AFTER_MS - ageMs)));
  }
}

/** Undefined: not parsed now, and worth another try. */
function tryParse(path: string, text: string, isLast: boolean): ParsedDocument | undefined {
  try {
    return parseDocument(path, text);
  } catch (error) {
    if (isLast || !isHostFactoryError(error)) throw error;
    return undefined;
  }
}
