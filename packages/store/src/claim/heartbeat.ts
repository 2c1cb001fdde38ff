import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { systemRandom } from '@hostwright/core/ports';

/** What the holder of a claim writes into its heartbeat file, for people to read. */
export interface Beat {
  readonly host: string;
  readonly epoch: number;
}

const OWNER_ONLY = 0o600;

/**
 * The sign of life of a claim: a file beside the store, written again and again. Only the file server's clock counts, by which it stamps
 * what is written: the clocks of two hosts may differ by hours.
 */
export class Heartbeat {
  constructor(private readonly path: string) {}

  /** Gives a sign of life. Answers the server's time. */
  beat(beat: Beat): number {
    return stamp(this.path, `${JSON.stringify(beat)}\n`, 'w');
  }

  /** How long there was no sign of life, by the server's clock. Without a file the silence begins now. */
  silenceMs(): number {
    const lastMs = this.#lastMs() ?? this.#begin();
    return Math.max(0, this.#serverNowMs() - lastMs);
  }

  /** Opened, not looked up by name: opening asks the server, where a look may be answered from what this host remembers. */
  #lastMs(): number | undefined {
    try {
      return stamp(this.path, undefined, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** The file was removed: its holder may be alive, and gets the full time to show it. */
  #begin(): number {
    try {
      return stamp(this.path, '{}\n', 'wx');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return stamp(this.path, undefined, 'r');
      throw error;
    }
  }

  #serverNowMs(): number {
    const probe = `${this.path}.${systemRandom.hex(6)}`;
    try {
      return stamp(probe, '\n', 'wx');
    } finally {
      rmSync(probe, { force: true });
    }
  }
}

/** Writes a file, when there is something to write, and answers when it was last written. */
function stamp(path: string, text: string | undefined, flags: 'r' | 'w' | 'wx'): number {
  const descriptor = openSync(path, flags, OWNER_ONLY);
  try {
    if (text !== undefined) {
      ftruncateSync(descriptor, 0);
      writeSync(descriptor, text);
      fsyncSync(descriptor);
    }
    return fstatSync(descriptor).mtimeMs;
  } finally {
    closeSync(descriptor);
  }
}
