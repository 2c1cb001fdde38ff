/** A fault, and which calls it strikes. */
export interface RuleInputOf<Call, Fault> {
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
export class Rules<Call extends { readonly action: string }, Fault extends { readonly kind: string }> {
  readonly #rules = new Set<(call: Call) => Fault | undefined>();

  add({ on, fault, skip = 0, times = 1 }: RuleInputOf<Call, Fault>): Rule {
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
