import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ProviderError } from '@hostwright/core/provider';
import type { AwsSettings } from '../settings/settings.js';
import { createAgents } from './connections.js';
import { chooseProxy } from './no-proxy.js';

type Handle = NodeHttpHandler['handle'];

/** What sends the requests of all clients of a session, and those of its credentials. */
export interface HttpHandler {
  readonly metadata: { readonly handlerProtocol: string };
  readonly handle: Handle;
  /** Closes kept connections. May be repeated; a later request opens new ones. */
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): object;
}

/**
 * Makes the sender of a session: one pool of connections for direct ways and one for each proxy, opened on first use.
 *
 * @param onCrowded - called now and then while calls wait for long because all connections are in use
 * @throws {ProviderError} `InvalidSettings`, from the first request on, when the CA bundle cannot be read or the proxy's address is none
 */
export function createHttpHandler(settings: AwsSettings, onCrowded: () => void, environment: NodeJS.ProcessEnv = process.env): HttpHandler {
  const silent = (): void => undefined;
  const logger = { debug: silent, info: silent, warn: onCrowded, error: silent };
  const { maxSockets, connectTimeoutMs, requestTimeoutMs } = settings;
  const proxyFor = chooseProxy(settings, environment);
  const ways = new Map<string | undefined, NodeHttpHandler>();
  const wayOver = (proxy: string | undefined): NodeHttpHandler => {
    const known = ways.get(proxy);
    if (known !== undefined) return known;
    const ca = readTrusted(settings.caBundle ?? environment['AWS_CA_BUNDLE']);
    const agents = createAgents({ maxSockets, connectTimeoutMs, ca, proxy });
    const made = new NodeHttpHandler({ ...agents, requestTimeout: requestTimeoutMs, throwOnRequestTimeout: true, logger });
    ways.set(proxy, made);
    return made;
  };
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    // Not async: the request's options may carry an abort signal that is already set.
    handle: (request, options) => {
      const { hostname: host, port, protocol } = request;
      const proxy = proxyFor({ host, port, secure: protocol === 'https:' });
      if (proxy !== undefined && !/^https?:\/\/[^/]/.test(proxy)) throw unusableProxy();
      return wayOver(proxy).handle(request, options);
    },
    destroy: () => {
      for (const way of ways.values()) way.destroy();
      ways.clear();
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

/** Without the address: it may hold a password. */
function unusableProxy(): ProviderError {
  const message = 'the address of the web proxy (setting proxy, or HTTPS_PROXY or HTTP_PROXY) must begin with http:// or https://';
  return new ProviderError('InvalidSettings', message, { subject: 'proxy' });
}

function readTrusted(bundle: string | undefined): readonly string[] | undefined {
  if (bundle === undefined || bundle === '') return undefined;
  let text: string;
  try {
    text = readFileSync(bundle, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new ProviderError('InvalidSettings', `the CA bundle ${bundle} cannot be read (${reason}): name a file of PEM certificates`, {
      subject: 'caBundle',
      cause,
    });
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new ProviderError('InvalidSettings', `the CA bundle ${bundle} holds no certificate: name a file of PEM certificates`, {
      subject: 'caBundle',
    });
  }
  return [...getCACertificates('default'), text];
}
