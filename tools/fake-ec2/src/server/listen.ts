import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createControl } from '../control/routes.ts';
import { createWorld } from '../cloud/world.ts';
import type { FakeEc2Options, FakeRequest } from '../control/protocol.ts';
import { createCounts } from './counts.ts';
import { createFaults } from './faults.ts';
import { handle, type Incoming, type Outcome } from './handle.ts';

const CONTROL = '/_fake/';

/** Serves the cloud and its control on a free port of the loopback address; answers the port. */
export async function listen(options: FakeEc2Options): Promise<{ readonly port: number; readonly server: Server }> {
  const parts = { world: createWorld(options), faults: createFaults(), counts: createCounts() };
  const requests: FakeRequest[] = [];
  const control = createControl({ ...parts, requests });
  const server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) => {
    serve(request, response).catch((error: unknown) => fail(response, error));
  });
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming);
    response.sendDate = false;
    response.setHeader('date', new Date(parts.world.clock.now()).toUTCString());
    if (request.target.startsWith(CONTROL)) {
      const { status, body } = control(request.method, request.target.slice(CONTROL.length), request.body);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? null));
      return;
    }
    if (options.record === true) requests.push({ ...request, body: Buffer.from(request.body).toString('base64') });
    send(response, handle(parts, request));
  };
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, server };
}

async function readRequest(incoming: IncomingMessage): Promise<Incoming> {
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const target = incoming.url ?? '/';
  const query = target.split('?', 2)[1];
  // A Query request may come as GET, its parameters in the path.
  const body = incoming.method === 'GET' && query !== undefined && !target.startsWith(CONTROL) ? query : await text(incoming);
  return { method: incoming.method ?? 'GET', target, headers, body };
}

function send(response: ServerResponse, outcome: Outcome): void {
  if (outcome.kind === 'hang') return;
  if (outcome.kind === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const { status, contentType } = outcome.reply;
  const body = Buffer.from(outcome.reply.body);
  response.writeHead(status, { 'content-type': contentType, 'content-length': body.length });
  if (outcome.kind === 'reply') {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, body.length / 2), () => response.socket?.resetAndDestroy());
}

/** A mistake of the fake itself: said in words, so that no test takes it for an answer of EC2. */
function fail(response: ServerResponse, error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${message}\n`);
  if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
  response.end(`the fake failed: ${message}`);
}
