import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request, Agent, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

/** A cluster, and by what token it is asked. */
export interface Place {
  readonly url: string;
  readonly caFile: string;
  readonly token: string;
}

/** What is asked. */
export interface Question {
  /** @default GET */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its query: `/api/v1/nodes?limit=10`. */
  readonly path: string;
  /** Sent as JSON; of PATCH as a merge patch. */
  readonly body?: unknown;
}

/** What was answered: an object of Kubernetes, or words. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** Asks a cluster. */
export type Ask = (question: Question) => Promise<Answer>;

/** Connections are kept, so that a thousand nodes are not a thousand handshakes. */
export function askAs({ url, caFile, token }: Place): Ask {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  return async ({ method = 'GET', path, body }) => {
    const options: RequestOptions = {
      method,
      agent,
      ca: readFileSync(caFile),
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
      },
    };
    const asked = request(new URL(path, url), options);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
    const [incoming] = (await once(asked, 'response')) as [IncomingMessage];
    return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: read(await text(incoming)) };
  };
}

/** As {@link Ask}, and takes no for an error. */
export async function demand<Result = unknown>(ask: Ask, question: Question): Promise<Result> {
  const { status, body } = await ask(question);
  if (status < 300) return body as Result;
  const reason = (body as { readonly message?: string }).message ?? body;
  throw new Error(`the API server answers ${status} to ${question.method ?? 'GET'} ${question.path}: ${String(reason)}`);
}

function read(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
