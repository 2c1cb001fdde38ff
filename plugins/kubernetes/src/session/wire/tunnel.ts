import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { ProviderError } from '@hostwright/core/provider';

/** A way through a web proxy. */
export interface TunnelOptions {
  /** Address of the proxy; user and password in it are secret. */
  readonly proxy: string;
  readonly host: string;
  readonly port: number;
  readonly timeoutMs: number;
  /** Certificates for a proxy that is reached by TLS itself. */
  readonly ca: readonly string[] | undefined;
}

/**
 * Asks a web proxy to connect to a host. Source: RFC 9110, section 9.3.6.
 * @throws {ProviderError} `InvalidSettings` when the proxy refuses, or cannot be one; else the system's own error
 */
export async function openTunnel({ proxy, host, port, timeoutMs, ca }: TunnelOptions): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const address = new URL(proxy);
  const name = `the proxy ${address.host}`;
  if (address.protocol !== 'http:' && address.protocol !== 'https:') {
    throw refused(`${name} is no web proxy (${address.protocol.slice(0, -1)}): name one that is reached by http or https`);
  }
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const options = {
    host: address.hostname,
    port: address.port === '' ? (address.protocol === 'https:' ? 443 : 80) : Number(address.port),
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...authorization(address) },
    agent: false as const,
    timeout: timeoutMs,
  };
  const asking =
    address.protocol === 'https:' ? requestHttps({ ...options, ...(ca === undefined ? {} : { ca: [...ca] }) }) : requestHttp(options);
  asking.once('connect', ({ statusCode = 0 }, socket: Socket) => {
    if (statusCode >= 200 && statusCode < 300) {
      resolve(socket);
      return;
    }
    socket.destroy();
    const todo = statusCode === 407 ? 'write user and password into its address' : 'allow it there, or name the host in noProxy';
    reject(refused(`${name} refuses to connect to ${target} (HTTP ${statusCode}): ${todo}`));
  });
  asking.once('response', ({ statusCode }) => {
    asking.destroy();
    reject(refused(`${name} answers CONNECT with HTTP ${statusCode}: it is no web proxy, or refuses ${target}`));
  });
  asking.once('timeout', () =>
    asking.destroy(Object.assign(new Error(`no way through ${name} within ${timeoutMs} ms`), { code: 'ETIMEDOUT' })),
  );
  asking.once('error', reject);
  asking.end();
  return promise;
}

function authorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

function refused(message: string): ProviderError {
  return new ProviderError('InvalidSettings', `${message}; nothing was sent`, { subject: 'proxy' });
}
