import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

/** One request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Counted up with each connection. */
  readonly connection: number;
}

/** What the server answers: `hang` never does, `reset` drops the connection, a function writes the answer itself. */
export type WireAnswer =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string | object }
  | 'hang'
  | 'reset'
  | ((response: ServerResponse) => void);

/** A server of one test. */
export interface LocalApiServer {
  readonly url: string;
  readonly port: number;
  readonly requests: WireRequest[];
  /** Stops listening; what is open is cut. */
  stop(): Promise<void>;
}

/** Starts servers on this machine that answer as an API server might, each gone after its test. */
export function apiServers(): (answer: (request: WireRequest) => WireAnswer, server?: Server) => Promise<LocalApiServer> {
  const servers: LocalApiServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop();
  });
  return async (answer, server = createServer()) => {
    const requests: WireRequest[] = [];
    const connections = new Map<unknown, number>();
    server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
      if (!connections.has(incoming.socket)) connections.set(incoming.socket, connections.size + 1);
      const connection = connections.get(incoming.socket) ?? 0;
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body, connection };
        requests.push(request);
        reply(outgoing, answer(request));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const started: LocalApiServer = {
      url: `${'setSecureContext' in server ? 'https' : 'http'}://127.0.0.1:${port}`,
      port,
      requests,
      stop: () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
    servers.push(started);
    return started;
  };
}

function reply(outgoing: ServerResponse, answer: WireAnswer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  if (typeof answer === 'function') {
    answer(outgoing);
    return;
  }
  const { status = 200, headers = {}, body } = answer;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

/** A refusal as the API server writes it. */
export function refusal(code: number, reason: string, message: string, more: object = {}): WireAnswer {
  return { status: code, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code, ...more } };
}
