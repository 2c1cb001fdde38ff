import type { IncomingMessage } from 'node:http';
import { lostError } from './answers.js';
import type { WatchEvent } from './session.js';
import { linesOf } from './wire/lines.js';
import { WireFailure } from './wire/exchange.js';

/** After the time that a watch was asked to live, the server has this long to end it: then the connection is dead. */
const GRACE_MS = 30_000;

/** An opened watch. */
export interface OpenWatch {
  readonly incoming: IncomingMessage;
  readonly action: string;
  readonly server: string;
  /** `timeoutSeconds` of the request, in milliseconds; undefined: no limit was asked for. */
  readonly lifetimeMs: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Yields the events of a watch until it ends, from whichever side. A line that is no event, or a connection that breaks or falls silent for
 * longer than the watch was to live, is an error; the caller's own end is none.
 * @throws {ProviderError} `Unavailable`
 */
export async function* eventsOf({ incoming, action, server, lifetimeMs, signal }: OpenWatch): AsyncGenerator<WatchEvent> {
  const late =
    lifetimeMs === undefined
      ? undefined
      : setTimeout(() => incoming.destroy(Object.assign(new Error('the watch did not end'), { code: 'ETIMEDOUT' })), lifetimeMs + GRACE_MS);
  try {
    incoming.setEncoding('utf8');
    for await (const line of linesOf(incoming as AsyncIterable<string>)) {
      const event: unknown = JSON.parse(line);
      if (!isEvent(event)) throw new TypeError('a line is no event');
      yield event;
    }
  } catch (cause) {
    if (signal.aborted) return;
    throw lostError(new WireFailure(cause, false), { action, effect: 'read', server });
  } finally {
    clearTimeout(late);
    incoming.destroy();
  }
}

function isEvent(value: unknown): value is WatchEvent {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'object' in value;
}
