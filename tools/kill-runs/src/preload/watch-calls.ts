import { registerHooks } from 'node:module';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { holdsStore } from './watch-databases.js';
import { withHorizon } from './with-horizon.js';
import type { Witness } from './witness.js';

/** Makes the plugin's definition one whose calls are seen. */
type See = (definition: Definition) => Definition;

interface Definition {
  create(settings: unknown, context: object): object;
}

interface CallFacts {
  readonly action: string;
  readonly effect: string;
  readonly attempt?: string;
}

const SEE = Symbol.for('hostwright.kill-runs.see');
/** Marks the plugin's own module, which the module put in its place imports. */
const OWN = '?own';
/** Whose calls are watched, and which of them are not. */
interface Watched {
  /** Part of the path of the plugin's module. */
  readonly plugin: RegExp;
  readonly unseen: ReadonlySet<string>;
  /** How long listings may lag; undefined: as the plugin says. */
  readonly horizonMs: number | undefined;
}

/**
 * Sees every cloud call of a plugin: `context.call` is the contract's only way out. The point before a call lies right behind the
 * engine's last check, the one after it right before the plugin has the answer.
 */
export function watchCalls(witness: Witness, watched: Watched): void {
  const { plugin } = watched;
  Object.assign(globalThis, { [SEE]: ((definition) => seen(definition, witness, watched)) satisfies See });
  registerHooks({
    load: (url, context, next) => {
      if (url.endsWith(OWN) || !plugin.test(url)) return next(url, context);
      const own = JSON.stringify(`${url}${OWN}`);
      const source = `import own from ${own}; export * from ${own}; export default globalThis[Symbol.for('${SEE.description}')](own);`;
      return { format: 'module', source, shortCircuit: true };
    },
  });
}

function seen(definition: Definition, witness: Witness, { unseen, horizonMs }: Watched): Definition {
  const create: Definition['create'] = (settings, context) => definition.create(settings, seenContext(context, witness, unseen));
  if (horizonMs === undefined) return { ...definition, create };
  return { ...definition, create: (settings, context) => withHorizon(create(settings, context), horizonMs) };
}

function seenContext(context: object, witness: Witness, unseen: Watched['unseen']): object {
  return new Proxy(context, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      const method = value.bind(target) as (...input: unknown[]) => unknown;
      if (key !== 'call') return method;
      return (facts: CallFacts, run: (...input: unknown[]) => Promise<unknown>) =>
        method(facts, unseen.has(facts.action) ? run : (...input: unknown[]) => makeCall(witness, facts, () => run(...input)));
    },
  });
}

async function makeCall(witness: Witness, { action, effect, attempt }: CallFacts, run: () => Promise<unknown>): Promise<unknown> {
  // Other work of this process may be within a transaction, and whoever stood still there would hold the store: nobody could take over.
  while (holdsStore()) await nextTurn();
  witness.write({ line: 'call', action, effect, attemptId: attempt, checkedAtMs: witness.lookedAtMs });
  witness.point(`${action}.before`);
  let ok = false;
  try {
    const answer = await run();
    ok = true;
    return answer;
  } finally {
    witness.write({ line: 'call-ended', action, ok });
    witness.point(`${action}.after`);
  }
}
