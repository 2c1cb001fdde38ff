import type { OneDocument } from './one-document.js';
import { tellFailure } from './tell-failure.js';

/** Watches over one call. */
export interface Guard {
  /** Aborted when waiting should end: what is known is answered then. */
  readonly signal: AbortSignal;
  /** Ends the watch. */
  release(): void;
}

/** LSF's requestMachines waits 20 s. */
const SOFT_DEADLINE_MS = 25_000;
/** The call ends then, whatever hangs: far below Host Factory's own limit of 240 s for a script. */
const HARD_DEADLINE_MS = 30_000;

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Sees to it that this process answers: when it is told to end, when an error escapes, and when something never returns. */
export function guardProcess(document: OneDocument, refusal: (message: string) => string): Guard {
  const refuse = (message: string): void => document.endWith(refusal(message), 1);
  const onError = (error: unknown): void => refuse(tellFailure(error));
  const onSignal = (signal: NodeJS.Signals): void => refuse(`ended by ${signal} before there was an answer. Ask again.`);
  // Something is awaited that nobody will ever settle: say so now instead of ending without a word.
  const onIdle = (): void => refuse('ended without an answer. See the log, and report it.');
  const soft = new AbortController();
  const timers = [
    setTimeout(() => soft.abort(), SOFT_DEADLINE_MS).unref(),
    setTimeout(() => refuse(`no answer within ${HARD_DEADLINE_MS / 1000} s. Ask again; see the log.`), HARD_DEADLINE_MS).unref(),
  ];
  process.on('uncaughtException', onError).on('unhandledRejection', onError).on('beforeExit', onIdle);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signal: soft.signal,
    release: () => {
      for (const timer of timers) clearTimeout(timer);
      process.off('uncaughtException', onError).off('unhandledRejection', onError).off('beforeExit', onIdle);
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
