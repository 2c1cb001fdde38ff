import type { Io, Preferences, Screen } from '../cli/io.js';

/** An outside that remembers what was printed. */
export interface RecordedIo extends Io {
  readonly outText: () => string;
  readonly errText: () => string;
  /** Every line of progress. */
  readonly progressLines: () => readonly string[];
}

/** Records what a command prints. `ask` answers questions; there is no terminal without it. `screen`: results are shown on a terminal. */
export function recordIo(ask?: Io['ask'], screen?: Screen): RecordedIo {
  let out = '';
  let err = '';
  const progress: string[] = [];
  let preferences: Preferences = { quiet: false, color: true };
  return {
    out: (text) => void (out += text),
    err: (text) => {
      if (!preferences.quiet) err += text;
    },
    fail: (text) => void (err += text),
    progress: (text) => {
      if (text !== '' && !preferences.quiet) progress.push(text);
    },
    prefer: (stated) => {
      preferences = stated;
    },
    get quiet() {
      return preferences.quiet;
    },
    color: false,
    screen,
    ask,
    outText: () => out,
    errText: () => err,
    progressLines: () => progress,
  };
}
