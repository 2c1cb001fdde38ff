import type { CallOptions, ProviderContext } from '@hostwright/core/provider';
import { ProviderError } from '@hostwright/core/provider';
import type { KubernetesSettings } from '../settings/settings.js';
import { answerError, lostError, readAnswer } from './answers.js';
import { SURROUNDINGS, type Surroundings } from './cluster/find-target.js';
import { createSourceReader } from './cluster/source.js';
import { createCredentials } from './credentials/create-credentials.js';
import { sameCredentials } from './credentials/credentials.js';
import { createIdentity } from './identity.js';
import { namespacesOf } from './namespaces.js';
import type { Answered, ApiRequest, CallExtras, KubernetesSession, WatchEvent } from './session.js';
import { eventsOf, type OpenWatch } from './watch.js';
import { createWays, type Way } from './way.js';
import { exchange, open, readAll } from './wire/exchange.js';
import { secretsOf, toWire } from './wire/to-wire.js';

type How = Pick<CallOptions, 'effect' | 'signal'> & Partial<Pick<Extract<CallOptions, { effect: 'create' | 'delete' }>, 'attempt'>>;

interface Call {
  readonly action: string;
  readonly request: ApiRequest;
  readonly how: How;
  readonly extras: CallExtras;
}

/** Makes the way out to one cluster. Sends nothing, and never fails for reasons of network or credentials. */
export function createSession(
  settings: KubernetesSettings,
  context: ProviderContext,
  surroundings: Surroundings = SURROUNDINGS,
): KubernetesSession {
  const read = createSourceReader(context);
  const credentials = createCredentials(context, read);
  const ways = createWays({ settings, read, credentials, surroundings });
  const identityOf = createIdentity(settings, context);

  /** Whether a refusal was about credentials that are others by now. */
  const areRenewed = async (used: Way): Promise<boolean> => {
    credentials.forget();
    const now = await ways.current().catch(() => undefined);
    return now !== undefined && !sameCredentials(now.credentials, used.credentials);
  };

  const run = async <Result>({ action, how, extras }: Call, send: (way: Way, signal: AbortSignal) => Promise<Result>): Promise<Result> => {
    // Before the call: what goes wrong with credentials is no unknown outcome, and takes no time of the call's.
    await ways.current();
    const options = { ...how, action, deadlineMs: extras.deadlineMs ?? settings.requestTimeoutMs };
    return context.call(options as CallOptions, async (signal) => {
      const way = await ways.current();
      try {
        return await send(way, signal);
      } catch (cause) {
        const error = lostError(cause, { action, effect: how.effect, server: way.server.host });
        if (error.errorClass === 'Credentials' && (await areRenewed(way))) throw renewed(error);
        throw error;
      }
    });
  };

  const send = <Output>(call: Call): Promise<Answered<Output>> =>
    run(call, async (way, signal) => {
      const answer = await exchange(toWire(call.request, way, way.pool.calls, signal));
      const answered = { action: call.action, effect: call.how.effect, request: call.request, server: way.server.host };
      if (answer.status < 200 || answer.status >= 300) throw answerError(answer, answered, secretsOf(way));
      return readAnswer<Output>(answer, answered, context.now());
    });

  const openWatch = (action: string, request: ApiRequest, signal: AbortSignal): Promise<OpenWatch> =>
    run({ action, request, how: { effect: 'read', signal }, extras: {} }, async (way, callSignal) => {
      // The call's own signal ends with the call; the watch lives on.
      const { incoming, failure } = await open(toWire(request, way, way.pool.watches, AbortSignal.any([callSignal, signal])));
      const server = way.server.host;
      const status = incoming.statusCode ?? 0;
      if (status !== 200) {
        const answer = { status, headers: incoming.headers, body: await readAll(incoming, failure) };
        throw answerError(answer, { action, effect: 'read', request, server }, secretsOf(way));
      }
      const seconds = Number(request.query?.['timeoutSeconds'] ?? Number.NaN);
      return { incoming, action, server, signal, lifetimeMs: Number.isFinite(seconds) ? seconds * 1_000 : undefined };
    });

  async function* watch(action: string, request: ApiRequest, signal: AbortSignal): AsyncGenerator<WatchEvent> {
    yield* eventsOf(await openWatch(action, request, signal));
  }

  const session: KubernetesSession = {
    settings,
    context,
    read: (action, request, { signal }, extras = {}) => send({ action, request, how: { effect: 'read', signal }, extras }),
    write: (action, effect, request, { signal, attempt }, extras = {}) =>
      send({ action, request, how: { effect, signal, attempt }, extras }),
    watch,
    identity: async (input) => identityOf(session, await ways.current(), input),
    namespaces: async () => namespacesOf(settings, await ways.target()),
    close: () => ways.close(),
  };
  return session;
}

/** Other credentials are at hand by now: the same call, made again, is another one. The refused one did nothing. */
function renewed(error: ProviderError): ProviderError {
  return new ProviderError('Unavailable', `${error.message}; other credentials were found since`, {
    ...(error.code === undefined ? {} : { code: error.code }),
    cause: error.cause,
  });
}
