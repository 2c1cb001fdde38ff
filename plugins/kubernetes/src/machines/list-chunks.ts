import { isProviderError, ProviderError, type OperationInput } from '@hostwright/core/provider';
import { statusOf } from '../errors/status.js';
import type { KubernetesSession } from '../session/session.js';
import { listOf, objectOf, textOf } from './wire/read.js';

/**
 * Objects of one chunk, as other clients ask for them.
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
const CHUNK_SIZE = 500;

/** A list whose place expires again and again is not read for ever. */
const MOST_RESTARTS = 3;

/** One chunk of a list. */
export interface Chunk {
  readonly items: readonly unknown[];
  readonly providerTimeMs: number;
  /** Of the list when it began, or of newer data where the place in it had expired. */
  readonly resourceVersion: string | undefined;
  readonly isLast: boolean;
}

/** What is listed. */
export interface Listing {
  /** Verb and resource, for example `list pods`. */
  readonly action: string;
  readonly path: string;
  readonly labelSelector?: string;
}

/**
 * Reads a list chunk by chunk, consistent with what was accepted before it began. When the place in it expires, it is read on from there as
 * things stand by then, where the server offers that, else from its start: objects that were shown may come again.
 *
 * @throws {ProviderError}
 */
export async function* listChunks(session: KubernetesSession, listing: Listing, input: OperationInput): AsyncGenerator<Chunk> {
  let token: string | undefined;
  let restarts = 0;
  for (;;) {
    const asked = token;
    const chunk = await readChunk(session, listing, asked, input);
    if ('expired' in chunk) {
      restarts += 1;
      if (restarts > MOST_RESTARTS) throw chunk.expired;
      token = statusOf(chunk.expired)?.metadata?.continue;
      continue;
    }
    const { nextToken, ...read } = chunk;
    yield { ...read, isLast: nextToken === undefined };
    if (nextToken === undefined) return;
    if (nextToken === asked) throw new ProviderError('Unavailable', `${listing.action}: the list repeats itself`);
    token = nextToken;
  }
}

type Read = Omit<Chunk, 'isLast'> & { readonly nextToken: string | undefined };

async function readChunk(
  session: KubernetesSession,
  { action, path, labelSelector }: Listing,
  token: string | undefined,
  input: OperationInput,
): Promise<Read | { readonly expired: ProviderError }> {
  const query = {
    limit: String(CHUNK_SIZE),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(token === undefined ? {} : { continue: token }),
  };
  try {
    const { output, providerTimeMs } = await session.read<unknown>(action, { method: 'GET', path, query }, input);
    const list = objectOf(output);
    const metadata = objectOf(list['metadata']);
    return {
      items: listOf(list['items']),
      providerTimeMs,
      resourceVersion: textOf(metadata['resourceVersion']),
      nextToken: textOf(metadata['continue']),
    };
  } catch (error) {
    if (token !== undefined && isExpired(error)) return { expired: error };
    throw error;
  }
}

/** Whether a place in a list, or a version to watch from, is known no more. */
export function isExpired(error: unknown): error is ProviderError {
  return isProviderError(error) && (error.code === 'Expired' || error.code === 'Gone' || error.code === '410');
}
