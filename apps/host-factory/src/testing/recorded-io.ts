import type { Io } from '../cli/io.js';

/** An outside that remembers what was printed. */
export interface RecordedIo extends Io {
  readonly outText: () => string;
  readonly errText: () => string;
}

/** Records what a command prints. `ask` answers questions; there is no terminal without it. */
export function recordIo(ask?: Io['ask']): RecordedIo {
  let out = '';
  let err = '';
  return {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    color: false,
    ask,
    outText: () => out,
    errText: () => err,
  };
}
