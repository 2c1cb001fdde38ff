import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CloudError } from '../cloud-client.js';
import type { FakeCloud } from './fake-cloud.js';
import { answerOf, routeOfRequest, type FakeRequest } from './fake-routes.js';

/** A fake cloud on an address of this machine: what breaks here breaks on a real connection. */
export interface FakeServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Serves a cloud to whoever has its key. */
export async function serve(cloud: FakeCloud, apiKey: string): Promise<FakeServer> {
  const server = createServer((request, response) => {
    handle(cloud, apiKey, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  // A connection that the server ends for being idle, just when a call goes out, would be a lost answer that nobody provoked.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => close(server) };
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Those that hang among them.
  server.closeAllConnections();
  await closed;
}

async function handle(cloud: FakeCloud, apiKey: string, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = await read(incoming);
  const fault = cloud.faults.take(routeOfRequest(request));
  if (fault?.kind === 'lose-call') {
    incoming.socket.destroy();
    return;
  }
  if (fault?.kind === 'refuse') {
    send(response, fault.status, { code: fault.code, message: 'not now', retryAfterMs: 100 });
    return;
  }
  const [status, body] = answer(cloud, apiKey, request);
  if (fault?.kind === 'lose-reply') incoming.socket.destroy();
  else if (fault?.kind !== 'hang') send(response, status, body);
}

function answer(cloud: FakeCloud, apiKey: string, request: FakeRequest): readonly [status: number, body: object] {
  try {
    return [200, answerOf(cloud, apiKey, request)];
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return [error.status, { code: error.code, message: error.message }];
  }
}

async function read(incoming: IncomingMessage): Promise<FakeRequest> {
  const { method = 'GET', url = '/', headers } = incoming;
  const body = await text(incoming);
  return {
    method,
    url: new URL(url, 'http://localhost'),
    authorization: headers.authorization,
    body: body === '' ? undefined : (JSON.parse(body) as unknown),
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
