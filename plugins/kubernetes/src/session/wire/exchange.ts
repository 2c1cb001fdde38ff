import { request as requestHttp, type Agent, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { wasNeverSent } from './pool.js';

/** One request as it goes to the wire. */
export interface WireRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer | undefined;
  readonly agent: Agent;
  readonly signal: AbortSignal;
}

/** A whole answer. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request that got no whole answer. */
export class WireFailure extends Error {
  /** Nothing of it left: its connection was never opened. */
  readonly neverSent: boolean;

  constructor(cause: unknown, neverSent: boolean) {
    super('no answer', { cause });
    this.neverSent = neverSent;
  }
}

/** More than the largest chunk of a list; whoever sends more is no API server. */
const MAX_BYTES = 268_435_456;

/** The head of an answer; its body comes after. */
export interface OpenAnswer {
  readonly incoming: IncomingMessage;
  /** What broke the connection since. */
  readonly failure: () => unknown;
}

/** Sends a request and reads the whole answer, whatever it says. @throws {WireFailure} */
export async function exchange(request: WireRequest): Promise<WireAnswer> {
  const { incoming, failure } = await open(request);
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: await readAll(incoming, failure) };
}

/** Reads the rest of an answer. @throws {WireFailure} */
export async function readAll(incoming: IncomingMessage, failure: OpenAnswer['failure']): Promise<string> {
  try {
    return await readBody(incoming);
  } catch (cause) {
    throw new WireFailure(failure() ?? cause, false);
  }
}

/** Sends a request and answers as soon as the answer's head is there. @throws {WireFailure} */
export async function open({ url, method, headers, body, agent, signal }: WireRequest): Promise<OpenAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<OpenAnswer>();
  let isOnItsWay = false;
  let failure: unknown;
  const outgoing = start({ url, method, headers, body, agent, signal });
  // A kept connection takes the request at once; a new one when it is ready, and marks what fails before.
  outgoing.once('socket', () => (isOnItsWay = true));
  outgoing.on('error', (cause) => {
    failure = cause;
    reject(new WireFailure(cause, !isOnItsWay || wasNeverSent(cause)));
  });
  outgoing.once('response', (incoming) => resolve({ incoming, failure: () => failure }));
  outgoing.end(body);
  return promise;
}

function start({ url, method, headers, body, agent, signal }: WireRequest): ClientRequest {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const length = body === undefined ? {} : { 'content-length': String(body.length) };
  try {
    return send(url, { method, agent, signal, headers: { ...(headers as Record<string, string | string[]>), ...length } });
  } catch (cause) {
    // A header that cannot be written, for example: a token with a line end in it.
    throw new WireFailure(cause, true);
  }
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error(`the answer is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
