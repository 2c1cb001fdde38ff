/** The cloud's time: the machine's own, or a number that moves only when told. */
export interface Clock {
  now(): number;
  /** @throws when it shows real time */
  advance(ms: number): void;
}

export function realClock(): Clock {
  return {
    now: Date.now,
    advance: () => {
      throw new Error('the clock shows real time: start with virtualTimeMs to move it');
    },
  };
}

export function virtualClock(startMs: number): Clock {
  let now = startMs;
  return { now: () => now, advance: (ms) => void (now += ms) };
}
