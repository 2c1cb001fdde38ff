import type { RuleInputOf } from '../rules/rules.js';
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
export type RuleInput = RuleInputOf<Call, Fault>;
