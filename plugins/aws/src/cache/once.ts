import type { OperationInput } from '@hostwright/core/provider';
import { startFlight, type Flight } from './flight.js';

/** Things that are made once in the life of a process, each under its key. */
export interface Once {
  /** Makes it unless that was done; many who ask at the same time cause one `make`. What fails is made again by the next who asks. */
  ensure(key: string, input: OperationInput, make: (signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Somebody says that it is not there; without a key: that any may be gone. */
  forget(key?: string): void;
}

/** Remembers what was made. */
export function createOnce(): Once {
  const made = new Set<string>();
  const flights = new Map<string, Flight<void>>();

  const begin = (key: string, make: (signal: AbortSignal) => Promise<void>): Flight<void> => {
    const flight: Flight<void> = startFlight(async (signal) => {
      try {
        await make(signal);
        made.add(key);
      } finally {
        if (flights.get(key) === flight) flights.delete(key);
      }
    });
    flights.set(key, flight);
    return flight;
  };

  return {
    ensure: async (key, input, make) => {
      input.signal.throwIfAborted();
      if (made.has(key)) return;
      const flight = flights.get(key);
      await (flight === undefined || flight.abandoned() ? begin(key, make) : flight).join(input);
    },
    forget: (key) => {
      if (key === undefined) made.clear();
      else made.delete(key);
    },
  };
}
