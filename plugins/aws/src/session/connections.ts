import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';

/** Errors of connections that were never ready for the first byte of a request. */
const neverReady = new WeakSet<object>();

/** Whether a request failed before anything of it could leave: its connection was never opened. */
export function wasNeverSent(error: unknown): boolean {
  for (let cause = error, depth = 0; typeof cause === 'object' && cause !== null && depth < 10; depth += 1) {
    if (neverReady.has(cause)) return true;
    cause = (cause as { readonly cause?: unknown }).cause;
  }
  return false;
}

/**
 * An unused connection is closed after this time: one that the other side closes just as a call goes out would leave a write without an
 * answer. Node closes only what nobody uses.
 */
const IDLE_MS = 15_000;

/** How connections are opened. */
export interface ConnectionOptions {
  readonly maxSockets: number;
  readonly connectTimeoutMs: number;
  /** PEM certificates that replace the usual ones. */
  readonly ca: readonly string[] | undefined;
  /** Reached through this proxy; undefined: directly. */
  readonly proxy: string | undefined;
}

/** Pools of kept connections, for plain and for encrypted addresses. */
export interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** Makes the pools. Opens nothing yet. */
export function createAgents({ maxSockets, connectTimeoutMs, ca, proxy }: ConnectionOptions): Agents {
  const trust = ca === undefined ? {} : { ca: [...ca] };
  const options: AgentOptions = { keepAlive: true, maxSockets, timeout: IDLE_MS, ...trust };
  if (proxy === undefined) {
    return {
      httpAgent: watched(new HttpAgent(options), 'connect', connectTimeoutMs),
      httpsAgent: watched(new HttpsAgent(options), 'secureConnect', connectTimeoutMs),
    };
  }
  const proxied = { ...options, proxy, proxyRequestOptions: trust };
  return {
    httpAgent: watched(new HttpProxyAgent(proxied), undefined, connectTimeoutMs),
    httpsAgent: watched(new HttpsProxyAgent(proxied), 'secureConnect', connectTimeoutMs),
  };
}

/** Node calls it without arguments, too, when a socket that it has already is connected. */
type Give = (error?: Error | null, socket?: Duplex) => void;
interface Connector {
  createConnection(options: object, callback?: Give): Duplex | null | undefined;
}

/**
 * Gives up on a connection that does not get ready in time, and marks what fails until then: Node gives no byte of a request to a socket
 * before it is ready, so nothing of such a request was sent.
 *
 * @param readyEvent - what a new socket says when it is ready; undefined when it is ready as it comes
 */
function watched<Pool extends HttpAgent>(pool: Pool, readyEvent: 'connect' | 'secureConnect' | undefined, timeoutMs: number): Pool {
  const connector = pool as Connector;
  const open = connector.createConnection.bind(pool);
  connector.createConnection = (options, callback) => {
    const give: Give = (error, socket) => {
      if (error instanceof Error) neverReady.add(error);
      else if (socket !== undefined) watch(socket, readyEvent, timeoutMs);
      callback?.(error, socket);
    };
    // A way through a proxy takes its limit from here.
    const socket = open({ ...options, timeout: timeoutMs }, give);
    if (socket) watch(socket, readyEvent, timeoutMs);
    return socket;
  };
  return pool;
}

function watch(socket: Duplex, readyEvent: string | undefined, timeoutMs: number): void {
  if (readyEvent === undefined) return;
  const late = setTimeout(() => {
    socket.destroy(Object.assign(new Error(`no connection within ${timeoutMs} ms`), { code: 'ETIMEDOUT', syscall: 'connect' }));
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
