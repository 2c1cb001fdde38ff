import { tellError } from './answer.js';
import type { CallContext, CallInfo } from './options.js';
import { waitUntil } from './wait.js';

/**
 * Why the store must not be believed when it does not know a request; undefined when it may be.
 *
 * A store that was lost, emptied or restored from a backup knows nothing of requests whose machines run. Its connections' first complete
 * sweep shows them, and halts the connection; so a store is believed once each connection was listed completely and none is halted for
 * that reason. Where that first sweep is still due it is waited for a moment.
 */
export async function storeTrust(context: CallContext, info: CallInfo): Promise<string | undefined> {
  let doubts: Doubts = { old: [], unlisted: [] };
  try {
    doubts = await readDoubts(context);
    if (!isDecided(doubts)) {
      await waitUntil(context, info, {
        waitMs: context.timing.waitMs,
        condition: async () => isDecided(await readDoubts(context)),
      });
      doubts = await readDoubts(context);
    }
  } catch (error) {
    return `The store cannot be read: ${tellError(error)}`;
  }
  if (doubts.old.length > 0) {
    return `The store is older than the cloud of ${doubts.old.join(', ')}: nothing is given up before it is rebuilt (host-factory store rebuild).`;
  }
  if (doubts.unlisted.length > 0) {
    return `This request is not known, but ${doubts.unlisted.join(', ')} could not be listed yet to rule out a lost store.`;
  }
  return undefined;
}

interface Doubts {
  /** Connections whose cloud shows machines of a life that this store does not remember. */
  readonly old: readonly string[];
  /** Connections that were never listed completely. */
  readonly unlisted: readonly string[];
}

function isDecided(doubts: Doubts): boolean {
  return doubts.old.length > 0 || doubts.unlisted.length === 0;
}

async function readDoubts({ queries }: CallContext): Promise<Doubts> {
  const views = await queries.connections();
  const templates = await queries.templates();
  const listed = new Set(views.filter(({ state }) => state.lastCompleteSweep !== undefined).map(({ state }) => state.connection));
  const names = new Set([...views.map(({ state }) => state.connection), ...templates.map(({ template }) => template.connection)]);
  return {
    old: views.filter(({ state }) => state.halt?.kind === 'store-is-old').map(({ state }) => state.connection),
    unlisted: [...names].filter((name) => !listed.has(name)),
  };
}
