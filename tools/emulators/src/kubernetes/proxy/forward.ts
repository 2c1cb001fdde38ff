import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request, type Agent } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { Call } from './call.js';

/** Where calls go. */
export interface Target {
  readonly url: string;
  readonly ca: string;
  readonly agent: Agent;
}

/** Of one connection, not of the message. */
const HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host']);

/** Asks the API server. @returns its answer, to be read */
export async function forward(
  target: Target,
  method: string,
  { target: path, headers, body }: Call,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const asked = request(new URL(path, target.url), { method, agent: target.agent, ca: target.ca, headers: without(headers), signal });
  asked.end(body);
  const [incoming] = (await once(asked, 'response')) as [IncomingMessage];
  return incoming;
}

/**
 * Passes an answer on as it comes in, at most so many lines of it; each event of a watch is one. The caller's answer is left open.
 *
 * @returns whether all has passed
 * @throws when the answer breaks off, or its caller goes
 */
export async function passOn(incoming: IncomingMessage, outgoing: ServerResponse, lines: number): Promise<boolean> {
  outgoing.writeHead(incoming.statusCode ?? 502, without(incoming.headers));
  outgoing.flushHeaders();
  let left = lines;
  if (left === 0) return false;
  async function* firstLines(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    for await (const chunk of chunks) {
      yield chunk.subarray(0, endOfLine(chunk, left));
      left -= countLines(chunk);
      if (left <= 0) return;
    }
  }
  await pipeline(incoming, firstLines, outgoing, { end: false });
  return left > 0;
}

function countLines(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(LINE_END); at !== -1; at = chunk.indexOf(LINE_END, at + 1)) count += 1;
  return count;
}

/** Where the line of that number ends, or the chunk does. */
function endOfLine(chunk: Buffer, number: number): number {
  let at = -1;
  for (let seen = 0; seen < number; seen += 1) {
    at = chunk.indexOf(LINE_END, at + 1);
    if (at === -1) return chunk.length;
  }
  return at + 1;
}

const LINE_END = 10;

function without(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && !HOP.has(name));
  return Object.fromEntries(kept) as Record<string, string | string[]>;
}
