import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  CALL_ID_HEADER,
  CALL_ROUTE,
  CONFIGURATION_HEADER,
  DIALECT_HEADER,
  EXIT_CODE_HEADER,
  HTTP_OK,
  HTTP_REFUSED,
  MAX_BODY_BYTES,
  NEWER_BUILD,
  REASON_HEADER,
  STATUS_ROUTE,
  STOP_ROUTE,
  WAKE_ROUTE,
  type AgentStatus,
  type WakeAnswer,
} from './wire.js';

/** One Host Factory call as it came over the socket. */
export interface CallRequest {
  readonly name: string;
  readonly inputText: string;
  readonly callId: string | undefined;
  readonly dialect: string | undefined;
  /** Configuration folder of the caller; undefined when it did not say. */
  readonly configurationDirectory: string | undefined;
  readonly signal: AbortSignal;
}

/** What a call is answered with. `undefined` instead of one: not ours to answer, the caller goes its direct way. */
export interface CallReply {
  readonly exitCode: number;
  /** The JSON document, as text. */
  readonly text: string;
}

/** What stands behind the socket. */
export interface AgentHandlers {
  call(request: CallRequest): Promise<CallReply | undefined>;
  /** Somebody looks at once; undefined while the agent is ending, and nobody will. */
  wake(): WakeAnswer | undefined;
  status(): Promise<AgentStatus>;
  stop(reason: 'stopped' | 'replaced'): void;
}

/** A socket that is being served. */
export interface AgentServer {
  /** Ends listening; calls that are being answered go on. Resolves when all are answered. */
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<{ [name: string]: string }>;
}

const REQUEST_TIMEOUT_MS = 10_000;
const SOCKET_MODE = 0o600;

/**
 * Serves a Unix socket at `socketPath`. A socket file left there by a killed agent is replaced: only the holder of the agent's lock calls
 * this.
 */
export function serveSocket(socketPath: string, handlers: AgentHandlers): Promise<AgentServer> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, keepAlive: false }, (request, response) => {
    void answer(handlers, request, response);
  });
  rmSync(socketPath, { force: true });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => {
      chmodSync(socketPath, SOCKET_MODE);
      resolve({ close: () => closeServer(server) });
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

async function answer(handlers: AgentHandlers, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = await route(handlers, request, response).catch((error: unknown): Reply => ({
    status: 500,
    text: JSON.stringify({ message: (error as Error).message }),
  }));
  response.writeHead(reply.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(reply.text),
    connection: 'close',
    ...reply.headers,
  });
  response.end(reply.text);
}

async function route(handlers: AgentHandlers, request: IncomingMessage, response: ServerResponse): Promise<Reply> {
  const path = request.url ?? '';
  if (request.method === 'GET' && path === STATUS_ROUTE) {
    return { status: HTTP_OK, text: JSON.stringify(await handlers.status()) };
  }
  if (request.method !== 'POST') return refused(405, `${request.method} is not answered here.`);
  if (path === WAKE_ROUTE) return wake(handlers);
  if (path === STOP_ROUTE) {
    handlers.stop(header(request, REASON_HEADER) === NEWER_BUILD ? 'replaced' : 'stopped');
    return { status: 202, text: '{}' };
  }
  if (path.startsWith(CALL_ROUTE)) return answerCall(handlers, path.slice(CALL_ROUTE.length), request, response);
  return refused(404, `There is no ${path}.`);
}

function wake(handlers: AgentHandlers): Reply {
  const answered = handlers.wake();
  return answered === undefined ? refused(503, 'The agent is ending.') : { status: HTTP_OK, text: JSON.stringify(answered) };
}

async function answerCall(handlers: AgentHandlers, name: string, request: IncomingMessage, response: ServerResponse): Promise<Reply> {
  const inputText = await readBody(request);
  if (inputText === undefined) return refused(413, `The input is larger than ${MAX_BODY_BYTES} bytes.`);
  const hungUp = new AbortController();
  response.once('close', () => hungUp.abort(new Error('the caller hung up')));
  const reply = await handlers.call({
    name,
    inputText,
    callId: header(request, CALL_ID_HEADER),
    dialect: header(request, DIALECT_HEADER),
    configurationDirectory: header(request, CONFIGURATION_HEADER),
    signal: hungUp.signal,
  });
  if (reply === undefined) return refused(409, 'This agent does not answer that: it serves another configuration, or is ending.');
  return {
    status: reply.exitCode === 0 ? HTTP_OK : HTTP_REFUSED,
    text: reply.text,
    headers: { [EXIT_CODE_HEADER]: String(reply.exitCode) },
  };
}

/** Undefined when it is too large; the rest is not read. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function refused(status: number, message: string): Reply {
  return { status, text: JSON.stringify({ message }) };
}
