import { EXIT } from '../exit-codes.js';
import { CommandError } from './command-error.js';
import type { Io } from './io.js';

/** How an interrupted process ends. */
export interface Interrupts {
  /** Aborted at the first Ctrl-C. */
  readonly interruption: AbortSignal;
  /** Settles with the exit code when the command does not end by itself soon, or at the second Ctrl-C. */
  readonly cutOff: Promise<number>;
}

/** Long enough to close a store. What a command was about to commit is committed whole or not at all. */
const GRACE_MS = 1_000;

/**
 * Turns Ctrl-C into an end with 130 and without a stack. A command that listens to the signal itself (`demo`, `agent run`) ends itself.
 */
export function watchInterrupts(io: Pick<Io, 'progress'>): Interrupts {
  const controller = new AbortController();
  const cutOff = new Promise<number>((resolve) => {
    process.on('SIGINT', () => {
      if (process.listenerCount('SIGINT') > 1) return;
      io.progress('');
      if (controller.signal.aborted) resolve(EXIT.interrupted);
      controller.abort(new CommandError('interrupted', 'Interrupted. What was committed before stays.'));
      setTimeout(() => resolve(EXIT.interrupted), GRACE_MS).unref();
    });
  });
  return { interruption: controller.signal, cutOff };
}
