const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** The end of a process, as an abort signal. */
export interface ProcessEnd {
  /** Aborted by SIGTERM or SIGINT, or with the given signal. */
  readonly signal: AbortSignal;
  /** Leaves those signals to their usual effect again. */
  forget(): void;
}

/** Turns the signals by which a system ends its processes into an end in good order. */
export function onProcessEnd(outer: AbortSignal | undefined): ProcessEnd {
  const end = new AbortController();
  const stop = (): void => end.abort(new Error('the agent is to end'));
  for (const name of SIGNALS) process.on(name, stop);
  return {
    signal: outer === undefined ? end.signal : AbortSignal.any([end.signal, outer]),
    forget: () => {
      for (const name of SIGNALS) process.off(name, stop);
    },
  };
}
