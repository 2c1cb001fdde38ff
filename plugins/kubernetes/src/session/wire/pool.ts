import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { openTunnel } from './tunnel.js';

/** Errors of connections that were never ready for the first byte of a request. */
const neverReady = new WeakSet<object>();

/** Whether a request failed before anything of it could leave: its connection was never opened. */
export function wasNeverSent(error: unknown): boolean {
  return typeof error === 'object' && error !== null && neverReady.has(error);
}

/**
 * An unused connection is closed after this time: one that the other side closes just as a call goes out would leave a write without an
 * answer. The API server closes none before 90 s.
 * Source: https://github.com/kubernetes/apiserver/blob/v0.36.0/pkg/server/secure_serving.go, IdleTimeout
 */
const IDLE_MS = 15_000;

/** How connections to one server are opened. */
export interface PoolOptions {
  readonly server: URL;
  /** PEM certificates to trust; undefined: the usual ones. */
  readonly ca: readonly string[] | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly tlsServerName: string | undefined;
  readonly insecure: boolean;
  /** Reached through this proxy; undefined: directly. */
  readonly proxy: string | undefined;
  /** Certificates for a proxy that is reached by TLS. */
  readonly proxyCa: readonly string[] | undefined;
  readonly maxSockets: number;
  readonly connectTimeoutMs: number;
}

/** Kept connections to one server. */
export interface Pool {
  /** For calls. */
  readonly calls: HttpAgent;
  /** For watches, which hold a connection for minutes: they take none from the calls. */
  readonly watches: HttpAgent;
  close(): void;
}

/** Makes a pool. Opens nothing yet. */
export function createPool(options: PoolOptions): Pool {
  const calls = createAgent(options, options.maxSockets);
  const watches = createAgent(options, Infinity);
  return {
    calls,
    watches,
    close: () => {
      calls.destroy();
      watches.destroy();
    },
  };
}

function createAgent(options: PoolOptions, maxSockets: number): HttpAgent {
  const shared: AgentOptions = { keepAlive: true, keepAliveMsecs: 30_000, maxSockets, timeout: IDLE_MS };
  if (options.server.protocol === 'http:') return guarded(new HttpAgent(shared), 'connect', options);
  const { ca, certificate, key, tlsServerName, insecure } = options;
  const agent = new HttpsAgent({
    ...shared,
    rejectUnauthorized: !insecure,
    ...(ca === undefined ? {} : { ca: [...ca] }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(key === undefined ? {} : { key }),
    ...(tlsServerName === undefined ? {} : { servername: tlsServerName }),
  });
  return guarded(agent, 'secureConnect', options);
}

type Give = (error?: Error | null, socket?: Duplex) => void;
interface Connector {
  createConnection(options: object, callback?: Give): Duplex | null | undefined;
}

/**
 * Gives up on a connection that does not get ready in time, leads it through the proxy, and marks what fails until it is ready: Node gives
 * no byte of a request to a socket before, so nothing of such a request was sent.
 */
function guarded<Agent extends HttpAgent>(agent: Agent, readyEvent: 'connect' | 'secureConnect', options: PoolOptions): Agent {
  const connector = agent as Connector;
  const open = connector.createConnection.bind(agent);
  const { proxy, connectTimeoutMs } = options;
  connector.createConnection = (request, give = () => undefined) => {
    if (proxy === undefined) {
      const socket = open(request);
      if (socket) watch(socket, readyEvent, connectTimeoutMs);
      return socket;
    }
    throughProxy(options, proxy).then(
      (tunnel) => {
        const socket = open({ ...request, socket: tunnel });
        if (!socket) return;
        watch(socket, readyEvent, connectTimeoutMs);
        give(null, socket);
      },
      (error: unknown) => {
        const failure = error instanceof Error ? error : new Error('no way through the proxy');
        neverReady.add(failure);
        give(failure);
      },
    );
    return undefined;
  };
  return agent;
}

function throughProxy({ server, connectTimeoutMs, proxyCa }: PoolOptions, proxy: string): Promise<Duplex> {
  const host = server.hostname.replace(/^\[|\]$/g, '');
  return openTunnel({ proxy, host, port: server.port === '' ? 443 : Number(server.port), timeoutMs: connectTimeoutMs, ca: proxyCa });
}

function watch(socket: Duplex, readyEvent: string, timeoutMs: number): void {
  const late = setTimeout(() => {
    socket.destroy(Object.assign(new Error(`no connection within ${timeoutMs} ms`), { code: 'ETIMEDOUT' }));
  }, timeoutMs);
  const onError = (error: Error): void => void neverReady.add(error);
  const finish = (): void => {
    clearTimeout(late);
    socket.off('error', onError);
  };
  socket.prependListener('error', onError);
  socket.once(readyEvent, finish);
  socket.once('close', finish);
}
