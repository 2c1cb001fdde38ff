import { describe, expect, it } from 'vitest';
import { statusOf } from '../errors/status.js';
import { apiServers, refusal, type WireAnswer } from './testing/api-server.js';
import { failureOf } from './testing/failure-of.js';
import { readInput, writeInput } from '@hostwright/plugin-testing';
import { testSession } from './testing/test-session.js';

const start = apiServers();
const pod: WireAnswer = { headers: { date: 'Sun, 29 Nov 2026 12:00:00 GMT' }, body: { kind: 'Pod', metadata: { name: 'p' } } };
const getPod = { method: 'GET', path: '/api/v1/namespaces/grid/pods/p' } as const;
const createPod = { method: 'POST', path: '/api/v1/namespaces/grid/pods', body: { kind: 'Pod', spec: { unknownField: 1 } } } as const;

describe('a session', { tags: ['kubernetes.settings', 'simulated'] }, () => {
  it('answers what the server answered, with the server’s own time', async () => {
    const server = await start(() => pod);
    const { session, context } = testSession({ server: server.url, token: 'secret-token' });
    const { output, providerTimeMs } = await session.read('get pods', { ...getPod, query: { labelSelector: 'a=b,c' } }, readInput());
    expect(output).toEqual({ kind: 'Pod', metadata: { name: 'p' } });
    expect(providerTimeMs).toBe(Date.parse('2026-11-29T12:00:00Z'));
    expect(context.calls).toEqual([expect.objectContaining({ action: 'get pods', effect: 'read', deadlineMs: 30_000 })]);
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/api/v1/namespaces/grid/pods/p?labelSelector=a%3Db%2Cc' });
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer secret-token',
      'user-agent': expect.stringMatching(/^hostwright\/\d/),
    });
    session.close();
  });

  it('sends a body as it is, once, under the attempt that it was given', async () => {
    const server = await start(() => refusal(500, 'InternalError', 'etcd is away'));
    const { session, context } = testSession({ server: server.url });
    expect(await failureOf(session.write('create pods', 'create', createPod, writeInput()))).toMatchObject({
      errorClass: 'OutcomeUnknown',
    });
    expect(server.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([createPod.body]);
    expect(server.requests[0]?.headers['content-type']).toBe('application/json');
    expect(context.calls).toEqual([expect.objectContaining({ effect: 'create', attempt: 'attempt-of-token-1' })]);
  });

  it('names the kind of a patch, and passes on a path of the server’s address', async () => {
    const server = await start(() => pod);
    const { session } = testSession({ server: `${server.url}/k8s/clusters/c-1` });
    const patch = { method: 'PATCH', path: getPod.path, body: { metadata: {} }, contentType: 'application/merge-patch+json' } as const;
    await session.write('patch pods', 'create', patch, writeInput());
    expect(server.requests[0]).toMatchObject({ method: 'PATCH', path: '/k8s/clusters/c-1/api/v1/namespaces/grid/pods/p' });
    expect(server.requests[0]?.headers['content-type']).toBe('application/merge-patch+json');
  });

  it('waits as long as requestTimeoutMs says, or as the call does', async () => {
    const server = await start(() => pod);
    const { session, context } = testSession({ server: server.url, requestTimeoutMs: 5_000 });
    await session.read('get pods', getPod, readInput());
    await session.read('get pods', getPod, readInput(), { deadlineMs: 1_000 });
    expect(context.calls.map(({ deadlineMs }) => deadlineMs)).toEqual([5_000, 1_000]);
  });

  it('keeps its connection from call to call', async () => {
    const server = await start(() => pod);
    const { session } = testSession({ server: server.url });
    for (let times = 0; times < 5; times += 1) await session.read('get pods', getPod, readInput());
    expect(new Set(server.requests.map(({ connection }) => connection)).size).toBe(1);
  });

  it('opens no more connections than maxSockets says, and lets the other calls wait', async () => {
    const waiting: (() => void)[] = [];
    const server = await start(
      () => (response) => void waiting.push(() => response.setHeader('content-type', 'application/json').end('{}')),
    );
    const { session } = testSession({ server: server.url, maxSockets: 2 });
    const calls = Promise.all([1, 2, 3, 4, 5, 6].map(() => session.read('get pods', getPod, readInput())));
    for (let answered = 0; answered < 6;) {
      const next = waiting.shift();
      if (next === undefined) await new Promise((resolve) => setImmediate(resolve));
      else {
        next();
        answered += 1;
      }
    }
    await calls;
    expect(Math.max(...server.requests.map(({ connection }) => connection))).toBeLessThanOrEqual(2);
  });

  it('sends nothing any more once it was closed', async () => {
    const server = await start(() => pod);
    const { session } = testSession({ server: server.url });
    session.close();
    session.close();
    expect(await failureOf(session.read('get pods', getPod, readInput()))).toMatchObject({ errorClass: 'Unavailable' });
    expect(server.requests).toEqual([]);
  });

  it('says which namespaces are its own, without a call', async () => {
    const { session } = testSession({ server: 'https://k.invalid', namespace: 'grid', namespaces: ['dev', 'grid'] });
    expect(await session.namespaces()).toEqual({ default: 'grid', listed: ['grid', 'dev'] });
    expect(await testSession({ server: 'https://k.invalid' }).session.namespaces()).toEqual({ default: 'default', listed: ['default'] });
    expect(await testSession({ server: 'https://k.invalid', namespaces: ['*'] }).session.namespaces()).toEqual({
      default: 'default',
      listed: 'all',
    });
  });
});

describe('a call without a good answer', { tags: ['kubernetes.errors', 'simulated'] }, () => {
  it('was never sent when nobody listens', async () => {
    const server = await start(() => pod);
    await server.stop();
    const { session } = testSession({ server: server.url });
    const error = await failureOf(session.write('create pods', 'create', createPod, writeInput()));
    expect(error).toMatchObject({ errorClass: 'Unavailable', code: 'ECONNREFUSED' });
    expect(error.message).toBe(
      `create pods: nothing was sent to 127.0.0.1:${server.port} (ECONNREFUSED): nobody listens there: check the server’s address and the proxy`,
    );
  });

  it('was never sent when the token cannot stand in a header', async () => {
    const server = await start(() => pod);
    const { session } = testSession({ server: server.url, token: 'can\nary' });
    const error = await failureOf(session.write('create pods', 'create', createPod, writeInput()));
    expect(error).toMatchObject({ errorClass: 'Credentials', message: expect.stringMatching(/write it without line ends$/) });
    expect(server.requests).toEqual([]);
  });

  it('is an unknown outcome of a write when the connection breaks after it left', async () => {
    const server = await start(() => 'reset');
    const { session } = testSession({ server: server.url });
    expect(await failureOf(session.write('create pods', 'create', createPod, writeInput()))).toMatchObject({
      errorClass: 'OutcomeUnknown',
    });
    expect(await failureOf(session.read('get pods', getPod, readInput()))).toMatchObject({ errorClass: 'Unavailable' });
    expect(server.requests).toHaveLength(2);
  });

  it('is an unknown outcome of a write when the answer is cut', async () => {
    const server = await start(() => (response) => {
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': '100' }).write('{"kind"');
      response.socket?.destroySoon();
    });
    const { session } = testSession({ server: server.url });
    expect(await failureOf(session.write('create pods', 'create', createPod, writeInput()))).toMatchObject({
      errorClass: 'OutcomeUnknown',
    });
  });

  it.each([
    ['text/html', '<html>login</html>', 200],
    ['application/json', 'null', 200],
    ['text/html', '<html>bad gateway</html>', 502],
  ])('is told when the answer is none of Kubernetes’: %s %s %s', async (type, body, status) => {
    const server = await start(() => ({ status, headers: { 'content-type': type }, body }));
    const { session } = testSession({ server: server.url });
    const error = await failureOf(session.read('get pods', getPod, readInput()));
    expect(error).toMatchObject({ errorClass: 'Unavailable' });
    expect(error.message).toContain('is not in the form of Kubernetes: check the server’s address and the proxy');
    expect(await failureOf(session.write('create pods', 'create', createPod, writeInput()))).toMatchObject({
      errorClass: 'OutcomeUnknown',
    });
  });

  it('ends when its caller gives up', async () => {
    const server = await start(() => 'hang');
    const { session } = testSession({ server: server.url });
    const stop = new AbortController();
    const reading = failureOf(session.read('get pods', getPod, readInput(stop.signal)));
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await reading).toMatchObject({ errorClass: 'Unavailable' });
  });

  it('keeps the Status that was answered, with the token of the next chunk', async () => {
    const server = await start(() =>
      refusal(410, 'Expired', 'The provided continue parameter is too old', { metadata: { continue: 'fresh' } }),
    );
    const { session } = testSession({ server: server.url });
    const error = await failureOf(session.read('list pods', getPod, readInput()));
    expect(error).toMatchObject({ errorClass: 'NotFound', code: 'Expired' });
    expect(statusOf(error)?.metadata?.continue).toBe('fresh');
  });

  it('keeps the token out of every word, whatever the server says', async () => {
    const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl';
    const server = await start(({ headers }) => refusal(400, 'BadRequest', `you sent ${headers.authorization}`));
    for (const used of [token, 'plain-opaque-token']) {
      const { session, context } = testSession({ server: server.url, token: used });
      const error = await failureOf(session.read('get pods', getPod, readInput()));
      const words = `${error.stack}${JSON.stringify(error)}${JSON.stringify(statusOf(error))}${String(error.cause)}${context.lines.join('')}`;
      expect(words).not.toContain(used);
      expect(error.message).toContain('you sent (');
    }
  });
});
