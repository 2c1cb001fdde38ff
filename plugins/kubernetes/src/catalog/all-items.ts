import { isProviderError, type OperationInput } from '@hostwright/core/provider';
import type { KubernetesSession } from '../session/session.js';
import { objectAt, objectsAt, type JsonObject } from '../template/json.js';

/** As many as kubectl asks for at once. */
const CHUNK = 500;
/** A list whose token expires again and again is not worth more tries. */
const TRIES = 3;

/**
 * Lists everything of one kind in chunks; from the start again when the token of the next chunk has expired, and then from nothing.
 * @throws {ProviderError}
 */
export async function* allItems(
  session: KubernetesSession,
  action: string,
  path: string,
  input: OperationInput,
): AsyncGenerator<JsonObject> {
  for (let tries = 1; ; tries += 1) {
    const items: JsonObject[] = [];
    try {
      for await (const chunk of chunksOf(session, action, path, input)) items.push(...chunk);
      yield* items;
      return;
    } catch (error) {
      if (!isProviderError(error) || error.code !== 'Expired' || tries >= TRIES) throw error;
    }
  }
}

async function* chunksOf(
  session: KubernetesSession,
  action: string,
  path: string,
  input: OperationInput,
): AsyncGenerator<readonly JsonObject[]> {
  let token: string | undefined;
  do {
    const query: Readonly<Record<string, string>> = { limit: String(CHUNK), ...(token === undefined ? {} : { continue: token }) };
    const { output } = await session.read<JsonObject>(action, { method: 'GET', path, query }, input);
    yield objectsAt(output, 'items');
    const next = objectAt(output, 'metadata')['continue'];
    token = typeof next === 'string' && next !== '' ? next : undefined;
  } while (token !== undefined);
}
