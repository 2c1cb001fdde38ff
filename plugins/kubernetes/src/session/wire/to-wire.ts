import type { Agent } from 'node:http';
import manifest from '../../../package.json' with { type: 'json' };
import type { ApiRequest } from '../session.js';
import type { Way } from '../way.js';
import type { WireRequest } from './exchange.js';

/** Puts a request into the form of the wire: address, credentials, body. */
export function toWire(request: ApiRequest, { server, credentials }: Way, agent: Agent, signal: AbortSignal): WireRequest {
  const { method, path, query = {}, body, contentType = 'application/json' } = request;
  // The server's address may have a path of its own, as behind Rancher's proxy.
  const url = new URL(path.replace(/^\//, './'), server);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return {
    url,
    method,
    agent,
    signal,
    body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
    headers: {
      accept: 'application/json, */*;q=0.1',
      'user-agent': `hostwright/${manifest.version}`,
      ...(body === undefined ? {} : { 'content-type': contentType }),
      ...credentials.headers,
    },
  };
}

/** What of a call's credentials must be in no text that others read. */
export function secretsOf({ credentials }: Way): readonly string[] {
  const { authorization } = credentials.headers;
  return typeof authorization === 'string' ? [authorization, authorization.replace(/^\w+ /, '')] : [];
}
