import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { apiServers, refusal } from './testing/api-server.js';
import { failureOf } from './testing/failure-of.js';
import { testSession } from './testing/test-session.js';

const start = apiServers();
const request = { method: 'GET', path: '/api/v1/namespaces/grid/pods', query: { watch: 'true', timeoutSeconds: '300' } } as const;
const line = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;
const stream =
  (write: (response: ServerResponse) => void) =>
  () =>
  (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/json' });
    write(response);
  };

async function all(events: AsyncIterable<{ readonly type: string; readonly object: unknown }>): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

describe('a watch', { tags: ['kubernetes.watch', 'simulated'] }, () => {
  it('yields every event, however the bytes are cut, and ends when the server ends it', async () => {
    const text =
      line('ADDED', { name: 'größe' }) + line('BOOKMARK', { metadata: { resourceVersion: '7' } }) + '\n' + line('ERROR', { code: 410 });
    const bytes = Buffer.from(text);
    const server = await start(
      stream((response) => {
        for (const byte of bytes) response.write(Buffer.from([byte]));
        response.end();
      }),
    );
    const { session, context } = testSession({ server: server.url });
    expect(await all(session.watch('watch pods', request, new AbortController().signal))).toEqual([
      { type: 'ADDED', object: { name: 'größe' } },
      { type: 'BOOKMARK', object: { metadata: { resourceVersion: '7' } } },
      { type: 'ERROR', object: { code: 410 } },
    ]);
    expect(context.calls).toEqual([expect.objectContaining({ action: 'watch pods', effect: 'read' })]);
    expect(server.requests[0]?.path).toBe('/api/v1/namespaces/grid/pods?watch=true&timeoutSeconds=300');
  });

  it('ends quietly when its caller ends it', async () => {
    const server = await start(stream((response) => void response.write(line('ADDED', {}))));
    const { session } = testSession({ server: server.url });
    const stop = new AbortController();
    let seen = 0;
    for await (const event of session.watch('watch pods', request, stop.signal)) {
      seen += 1;
      expect(event.type).toBe('ADDED');
      stop.abort();
    }
    expect(seen).toBe(1);
  });

  it.each([
    ['breaks', (response: ServerResponse) => void response.write(line('ADDED', {}), () => response.socket?.resetAndDestroy())],
    ['sends what is no event', (response: ServerResponse) => void response.end('{"kind":"Pod"}\n')],
    ['sends what is no JSON', (response: ServerResponse) => void response.end('<html>\n')],
  ])('fails when the connection %s', async (_, write) => {
    const server = await start(stream(write));
    const { session } = testSession({ server: server.url });
    expect(await failureOf(all(session.watch('watch pods', request, new AbortController().signal)))).toMatchObject({
      errorClass: 'Unavailable',
    });
  });

  it('is refused like any other call', async () => {
    const server = await start(() => refusal(410, 'Expired', 'too old resource version'));
    const { session } = testSession({ server: server.url });
    const error = await failureOf(all(session.watch('watch pods', request, new AbortController().signal)));
    expect(error).toMatchObject({ errorClass: 'NotFound', code: 'Expired' });
  });

  it('takes no connection from the calls', async () => {
    const server = await start(({ path }) =>
      path.includes('watch') ? stream((response) => void response.write(line('ADDED', {})))() : { body: {} },
    );
    const { session } = testSession({ server: server.url, maxSockets: 1 });
    const stop = new AbortController();
    for await (const _ of session.watch('watch pods', request, stop.signal)) {
      await session.read('get pods', { method: 'GET', path: '/api/v1/x' }, { signal: stop.signal });
      stop.abort();
    }
    expect(server.requests).toHaveLength(2);
  });
});
