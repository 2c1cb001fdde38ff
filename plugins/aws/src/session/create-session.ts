import type { CallOptions, ProviderContext, ProviderIdentity } from '@hostwright/core/provider';
import { ProviderError } from '@hostwright/core/provider';
import { toProviderError } from '../errors/to-provider-error.js';
import type { AwsSettings } from '../settings/settings.js';
import { watchCall } from './watch-call.js';
import type { ClientOptions } from './client-options.js';
import { createClients } from './clients.js';
import { wasNeverSent } from './connections.js';
import { createReader } from './credentials/create-reader.js';
import { createCredentialCache } from './credentials/credential-cache.js';
import { createHttpHandler } from './http-handler.js';
import type { Answered, AwsCommand, AwsSession, CallExtras, ServiceName } from './session.js';

type Effect = Pick<CallOptions, 'effect' | 'signal'> & Partial<Pick<Extract<CallOptions, { effect: 'create' | 'delete' }>, 'attempt'>>;

interface Call<Output extends object> {
  readonly service: ServiceName;
  readonly command: AwsCommand<Output>;
  readonly how: Effect;
  readonly extras: CallExtras;
}

/** Makes the way out to one account and region. Sends nothing, and never fails for reasons of network or credentials. */
export function createSession(settings: AwsSettings, context: ProviderContext): AwsSession {
  const requestHandler = createHttpHandler(settings, () =>
    context.log(
      'warn',
      [{ name: 'maxSockets', value: settings.maxSockets }],
      'calls wait because all connections are in use: raise maxSockets',
    ),
  );
  const options: ClientOptions = { region: settings.region, endpoint: settings.endpoint, requestHandler };
  const credentials = createCredentialCache(createReader(settings, options, context), context);
  const clientOf = createClients({ options, sign: () => credentials.last() });
  const identityOf = createIdentity();

  const send = async <Output extends object>({ service, command, how, extras }: Call<Output>): Promise<Answered<Output>> => {
    const action = actionOf(command);
    // Before the call: what goes wrong with credentials is no unknown outcome, and takes no time of the call's.
    await credentials.ready(how.signal);
    const client = await clientOf(service);
    const deadlineMs = extras.deadlineMs ?? settings.requestTimeoutMs;
    const { cost, also } = extras;
    const call = { ...how, action, deadlineMs, ...(cost === undefined ? {} : { cost }), ...(also === undefined ? {} : { also }) };
    return context.call(call as CallOptions, async (signal) => {
      const used = await credentials.current(signal);
      let providerTimeMs: number | undefined;
      let sent = false;
      watchCall(command, { onSend: () => (sent = true), onDate: (atMs) => (providerTimeMs = atMs), takeBody: extras.takeBody });
      try {
        const output = await client.send(command, { abortSignal: signal, requestTimeout: deadlineMs });
        return { output, providerTimeMs: providerTimeMs ?? context.now() };
      } catch (cause) {
        const error = toProviderError(cause, { service, action, effect: how.effect, neverSent: !sent || wasNeverSent(cause) });
        if (error.errorClass === 'Credentials' && (await credentials.renewed(used, signal).catch(() => false))) throw renewed(error);
        throw error;
      }
    });
  };

  const session: AwsSession = {
    settings,
    context,
    region: settings.region,
    read: (service, command, { signal }, extras = {}) => send({ service, command, how: { effect: 'read', signal }, extras }),
    write: (service, effect, command, { signal, attempt }, extras = {}) =>
      send({ service, command, how: { effect, signal, attempt }, extras }),
    identity: async (input) => identityOf(session, await credentials.current(input.signal), input.signal),
    close: () => requestHandler.destroy(),
  };
  return session;
}

/** `DescribeInstances` of a `DescribeInstancesCommand`. */
function actionOf(command: object): string {
  return command.constructor.name.replace(/Command$/, '');
}

/** Other credentials are at hand by now: the same call, made again, is another one. The refused one did nothing. */
function renewed(error: ProviderError): ProviderError {
  return new ProviderError('Unavailable', `${error.message}; other credentials were found since`, {
    ...(error.code === undefined ? {} : { code: error.code }),
    cause: error,
  });
}

type Identify = (session: AwsSession, credentials: { readonly accessKeyId: string }, signal: AbortSignal) => Promise<ProviderIdentity>;

/** Asks STS once for each access key: every set of temporary credentials has its own. */
function createIdentity(): Identify {
  let known: { readonly accessKeyId: string; readonly identity: ProviderIdentity } | undefined;
  return async (session, { accessKeyId }, signal) => {
    if (known?.accessKeyId === accessKeyId) return known.identity;
    const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    const { output } = await session.read('sts', new GetCallerIdentityCommand({}), { signal });
    if (output.Account === undefined) {
      throw new ProviderError('Unavailable', 'GetCallerIdentity: the answer names no account: check the endpoint of STS');
    }
    const identity = { account: output.Account, region: session.region, principal: output.Arn };
    known = { accessKeyId, identity };
    return identity;
  };
}
