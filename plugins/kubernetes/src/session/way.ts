import { createHash } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { ProviderError } from '@hostwright/core/provider';
import type { KubernetesSettings } from '../settings/settings.js';
import { isLoopback } from '../settings/loopback.js';
import { findTarget, type Surroundings } from './cluster/find-target.js';
import type { ReadSource } from './cluster/source.js';
import type { Target } from './cluster/target.js';
import type { CredentialKeeper } from './credentials/create-credentials.js';
import type { Credentials } from './credentials/credentials.js';
import { proxyFor } from './wire/no-proxy.js';
import { createPool, type Pool } from './wire/pool.js';

/** Everything that one call needs to reach the cluster as whoever it is made by, as files, secrets and programs say it now. */
export interface Way {
  readonly target: Target;
  readonly server: URL;
  readonly credentials: Credentials;
  readonly pool: Pool;
  /** The same for as long as address and trusted certificates stay: then it is the same cluster, if `proven`. */
  readonly clusterKey: string;
  /** The cluster's own authority vouches for it: no other cluster can answer under the same address. */
  readonly proven: boolean;
}

/** Finds the way anew for each call; connections are kept while nothing changes. */
export interface Ways {
  /** @throws {ProviderError} `InvalidSettings` or `Credentials`; nothing was sent */
  current(): Promise<Way>;
  target(): Promise<Target>;
  close(): void;
}

/** What is needed to find it. */
export interface WayParts {
  readonly settings: KubernetesSettings;
  readonly read: ReadSource;
  readonly credentials: CredentialKeeper;
  readonly surroundings: Surroundings;
}

/** Makes it. Reads nothing yet. */
export function createWays({ settings, read, credentials, surroundings }: WayParts): Ways {
  const pools = new Map<string, Pool>();
  let closed = false;
  const target = (): Promise<Target> => findTarget(settings, read, surroundings);
  const current = async (): Promise<Way> => {
    if (closed) throw new ProviderError('Unavailable', 'the connection was closed, nothing was sent');
    const found = await target();
    const server = serverUrl(found);
    const own = found.ca === undefined ? undefined : await read(found.ca);
    const bundle = settings.caBundle === undefined ? undefined : await read({ from: 'file', path: settings.caBundle, key: 'caBundle' });
    const used = await credentials.current(found, own);
    const proxy = proxyFor(server, {
      proxy: settings.proxy ?? found.proxyUrl,
      noProxy: settings.noProxy,
      environment: surroundings.environment,
    });
    const options = {
      server,
      ca: trusted(own, bundle),
      certificate: used.certificate,
      key: used.key,
      tlsServerName: found.tlsServerName,
      insecure: found.insecure,
      proxy: proxy === undefined ? undefined : proxyUrl(proxy),
      proxyCa: trusted(undefined, bundle),
      maxSockets: settings.maxSockets,
      connectTimeoutMs: settings.connectTimeoutMs,
    };
    const key = digest([server.href, own, bundle, used.certificate, used.key, found.tlsServerName, found.insecure, proxy]);
    let pool = pools.get(key);
    if (pool === undefined) {
      pool = createPool(options);
      pools.set(key, pool);
      closeOldest(pools);
    }
    return {
      target: found,
      server,
      credentials: used,
      pool,
      clusterKey: digest([server.href, own]),
      proven: server.protocol === 'https:' && own !== undefined && !found.insecure,
    };
  };
  return {
    current,
    target,
    close: () => {
      closed = true;
      for (const pool of pools.values()) pool.close();
      pools.clear();
    },
  };
}

/** After certificates were renewed, calls and watches under way go on over the connections that they have. */
const MAX_POOLS = 4;

function closeOldest(pools: Map<string, Pool>): void {
  const [oldest] = pools;
  if (pools.size <= MAX_POOLS || oldest === undefined) return;
  oldest[1].close();
  pools.delete(oldest[0]);
}

function serverUrl({ server, name }: Target): URL {
  const url = URL.parse(server);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new ProviderError('InvalidSettings', `${name} names a server that is no web address: write it like https://10.0.0.1:6443`, {
      subject: 'server',
    });
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new ProviderError(
      'InvalidSettings',
      `${name} names a server by plain http, which shows the token to everybody in between: write https`,
      {
        subject: 'server',
      },
    );
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

function proxyUrl(proxy: string): string {
  const url = URL.parse(proxy);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return proxy;
  const what = url === null ? 'is no web address' : `is reached by ${url.protocol.slice(0, -1)}, which is not possible here`;
  throw new ProviderError('InvalidSettings', `the proxy ${what}: name one like http://proxy.example.com:3128`, { subject: 'proxy' });
}

/** The cluster's own authority alone, or the usual ones; the bundle beside either. */
function trusted(own: string | undefined, bundle: string | undefined): readonly string[] | undefined {
  if (own === undefined && bundle === undefined) return undefined;
  const base = own === undefined ? rootCertificates : [own];
  return bundle === undefined ? base : [...base, bundle];
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
