import type { Call } from './call.js';
import type { Reply } from './message.js';

/** What happens to a call. `before` the emulator sees it: it has no effect. `after`: it has, and the caller does not hear of it. */
export type Fault =
  /** The proxy answers itself. */
  | { readonly kind: 'answer'; readonly answer: (call: Call) => Reply }
  /** The connection is cut. */
  | { readonly kind: 'reset'; readonly side: 'before' | 'after' }
  /** No answer ever comes: the connection stays open until the caller or {@link FaultProxy.stop} closes it. */
  | { readonly kind: 'hang'; readonly side: 'before' | 'after' }
  /** The emulator is asked something else, or the caller is told something else. */
  | {
      readonly kind: 'rewrite';
      readonly call?: (call: Call) => Call;
      readonly reply?: (reply: Reply, call: Call) => Reply;
    };

/** A fault, and which calls it strikes. */
export interface RuleInput {
  /** Name of an action, or a condition. */
  readonly on: string | ((call: Call) => boolean);
  readonly fault: Fault;
  /** How many of those calls pass before the first is struck; one that an older rule struck down does not count. @default 0 */
  readonly skip?: number;
  /** How many are struck. @default 1 */
  readonly times?: number | 'always';
}

/** A rule at work. */
export interface Rule {
  /** Calls that it struck so far. */
  readonly strikes: number;
  /** Ends it. May be repeated. */
  remove(): void;
}

/** The rules of one proxy, in the order in which they were added. */
export class Rules {
  readonly #rules = new Set<(call: Call) => Fault | undefined>();

  add({ on, fault, skip = 0, times = 1 }: RuleInput): Rule {
    let seen = 0;
    let strikes = 0;
    const rule = (call: Call): Fault | undefined => {
      if (typeof on === 'string' ? on !== call.action : !on(call)) return undefined;
      seen += 1;
      if (seen <= skip || (times !== 'always' && strikes >= times)) return undefined;
      strikes += 1;
      return fault;
    };
    this.#rules.add(rule);
    return {
      get strikes() {
        return strikes;
      },
      remove: () => void this.#rules.delete(rule),
    };
  }

  /** What strikes this call: any number of rewrites, and at most one other fault, that of the oldest rule. */
  strike(call: Call): readonly Fault[] {
    const faults: Fault[] = [];
    for (const rule of this.#rules) {
      if (faults.some(({ kind }) => kind !== 'rewrite')) break;
      const fault = rule(call);
      if (fault !== undefined) faults.push(fault);
    }
    return faults;
  }
}
