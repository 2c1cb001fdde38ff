import type { FakeCounts } from '../control/protocol.ts';

/** Calls by action. */
export interface Counts {
  call(action: string): void;
  throttled(action: string): void;
  read(): FakeCounts;
  reset(): void;
}

export function createCounts(): Counts {
  const calls = new Map<string, number>();
  const throttled = new Map<string, number>();
  const add = (counts: Map<string, number>, action: string): void => void counts.set(action, (counts.get(action) ?? 0) + 1);
  return {
    call: (action) => add(calls, action),
    throttled: (action) => add(throttled, action),
    read: () => ({ calls: Object.fromEntries(calls), throttled: Object.fromEntries(throttled) }),
    reset() {
      calls.clear();
      throttled.clear();
    },
  };
}
