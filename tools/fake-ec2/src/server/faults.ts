import type { FaultRule } from '../control/protocol.ts';

interface Armed {
  readonly rule: FaultRule;
  skip: number;
  times: number;
}

/** The faults that tests set. */
export interface Faults {
  add(rule: FaultRule): void;
  clear(): void;
  /** The fault of this call, which is thereby used; undefined for none. */
  next(action: string): FaultRule | undefined;
}

export function createFaults(): Faults {
  let armed: Armed[] = [];
  return {
    add: (rule) => void armed.push({ rule, skip: rule.skip ?? 0, times: rule.times ?? 1 }),
    clear: () => void (armed = []),
    next(action) {
      const matching = armed.filter(({ rule, times }) => times > 0 && (rule.action === '*' || rule.action === action));
      for (const entry of matching) {
        if (entry.skip === 0) {
          entry.times -= 1;
          return entry.rule;
        }
        entry.skip -= 1;
      }
      return undefined;
    },
  };
}
