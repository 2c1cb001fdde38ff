import { isProviderError, ProviderError, type ProviderContext } from '@hostwright/core/provider';
import { sameCredentials, type CredentialReader, type Credentials } from './credentials.js';

/** After a failed renewal ahead of time, the old credentials serve this long before the next try. */
const RENEW_PAUSE_MS = 30_000;

/** The credentials of one session. */
export interface CredentialCache {
  /** Present ones: renewed ahead of their end, by one read for all who ask at once. @throws {ProviderError} */
  current(signal: AbortSignal): Promise<Credentials>;
  /** Has present ones at hand when it ends, where reading them may take time. @throws {ProviderError} */
  ready(signal: AbortSignal): Promise<void>;
  /** Those that were read last, however long ago. @throws {ProviderError} */
  last(): Promise<Credentials>;
  /**
   * Called when the cloud refused `stale`: reads anew, unless somebody did so already.
   * @returns whether there are other ones now
   * @throws {ProviderError}
   */
  renewed(stale: Credentials, signal: AbortSignal): Promise<boolean>;
}

interface Held {
  readonly credentials: Credentials;
  /** From here on they are renewed ahead of time. */
  readonly renewAtMs: number;
}

/** Keeps what a reader gives for as long as it is good. */
export function createCredentialCache(reader: CredentialReader, context: Pick<ProviderContext, 'now' | 'log'>): CredentialCache {
  let held: Held | undefined;
  let reading: Promise<Credentials> | undefined;
  let pausedUntilMs = -Infinity;

  const read = (): Promise<Credentials> => {
    // The read is shared, so it follows no single caller's signal.
    reading ??= reader
      .read(AbortSignal.timeout(READ_LIMIT_MS))
      .then((credentials) => {
        held = { credentials, renewAtMs: renewalOf(credentials, reader.renewMarginMs, context.now()) };
        return credentials;
      })
      .finally(() => (reading = undefined));
    return reading;
  };

  const renewAhead = async ({ credentials }: Held): Promise<Credentials> => {
    if (context.now() < pausedUntilMs) return credentials;
    try {
      return await read();
    } catch (error) {
      if (!isProviderError(error)) throw error;
      pausedUntilMs = context.now() + RENEW_PAUSE_MS;
      context.log(
        'warn',
        [{ name: 'errorClass', value: error.errorClass }],
        `credentials of ${reader.from} could not be renewed ahead of time`,
      );
      return credentials;
    }
  };

  const current = async (): Promise<Credentials> => {
    if (held === undefined || reader.cheap || isOver(held.credentials, context.now())) return read();
    return context.now() < held.renewAtMs ? held.credentials : renewAhead(held);
  };

  return {
    current: (signal) => unlessAborted(current(), signal),
    ready: async (signal) => {
      if (!reader.cheap) await unlessAborted(current(), signal);
    },
    last: async () => held?.credentials ?? read(),
    renewed: async (stale, signal) => {
      if (held !== undefined && !reader.cheap && !sameCredentials(held.credentials, stale)) return true;
      return !sameCredentials(await unlessAborted(read(), signal), stale);
    },
  };
}

/** More than any source needs: what is slower hangs. */
const READ_LIMIT_MS = 330_000;

function isOver({ expiration }: Credentials, nowMs: number): boolean {
  return expiration !== undefined && expiration.getTime() <= nowMs;
}

/** Ahead by the margin; for credentials that live hardly longer than it, at half of their life. */
function renewalOf({ expiration }: Credentials, marginMs: number, nowMs: number): number {
  if (expiration === undefined) return Infinity;
  const leftMs = expiration.getTime() - nowMs;
  return nowMs + Math.max(leftMs - marginMs, leftMs / 2);
}

async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void =>
    reject(new ProviderError('Unavailable', 'gave up waiting for credentials, nothing was sent', { cause: signal.reason }));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Who gave up does not hear how it went.
    work.catch(() => undefined);
    aborted.catch(() => undefined);
  }
}
