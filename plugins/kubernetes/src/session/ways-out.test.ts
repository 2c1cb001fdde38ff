import { createServer as createHttps } from 'node:https';
import { createServer as createTcp, type AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { apiServers } from './testing/api-server.js';
import { failureOf } from './testing/failure-of.js';
import { TestContext, localProxies, readInput, selfSigned, writeInput } from '@hostwright/plugin-testing';
import { temporaryFolders } from './testing/temporary-folder.js';
import { testSession } from './testing/test-session.js';

const start = apiServers();
const proxies = localProxies();
const folder = temporaryFolders();
const own = selfSigned('k8s.example.com');
const pod = { method: 'GET', path: '/api/v1/namespaces/grid/pods/p' } as const;
const answer = () => ({ body: { kind: 'Pod' } });
const secure = (options: object = {}) => start(answer, createHttps({ ...own, ...options }) as never);

const closings: (() => void)[] = [];
afterEach(() => closings.splice(0).forEach((close) => close()));

describe('a cluster that is reached by TLS', { tags: ['kubernetes.settings', 'simulated'] }, () => {
  it('is trusted by its own authority, as a file, as text or in the bundle', async () => {
    const server = await secure();
    const path = folder().write('ca.pem', own.cert);
    for (const trust of [{ caFile: path }, { caData: own.cert }, { caBundle: path }, { insecureSkipTlsVerify: true }]) {
      const { session } = testSession({ server: server.url, ...trust });
      expect((await session.read('get pods', pod, readInput())).output).toEqual({ kind: 'Pod' });
      session.close();
    }
  });

  it('is not trusted without one: nothing is sent, and the error says what to set', async () => {
    const server = await secure();
    const { session } = testSession({ server: server.url, token: 'canary' });
    const error = await failureOf(session.write('create pods', 'create', { ...pod, method: 'POST', body: {} }, writeInput()));
    expect(error).toMatchObject({ errorClass: 'InvalidSettings', subject: 'caFile', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(error.message).toContain('set caFile to its authority’s, or caBundle for a proxy that opens TLS');
    expect(server.requests).toEqual([]);
  });

  it('must carry the name that it is called by, or that of tlsServerName', async () => {
    const server = await secure();
    const named = server.url.replace('127.0.0.1', 'localhost');
    const error = await failureOf(testSession({ server: named, caData: own.cert }).session.read('get pods', pod, readInput()));
    expect(error).toMatchObject({ errorClass: 'InvalidSettings', subject: 'tlsServerName' });
    const { session } = testSession({ server: named, caData: own.cert, tlsServerName: 'k8s.example.com' });
    expect((await session.read('get pods', pod, readInput())).output).toEqual({ kind: 'Pod' });
  });

  it('is shown the client’s certificate, a new one as soon as its file changes', async () => {
    const seen: string[] = [];
    const second = selfSigned('k8s.example.com');
    const server = await start(
      () => answer(),
      createHttps({ ...own, requestCert: true, rejectUnauthorized: false, ca: [own.cert, second.cert] }, (request) => {
        seen.push((request.socket as TLSSocket).getPeerCertificate().fingerprint256);
      }) as never,
    );
    const { write } = folder();
    const files = { clientCertificateFile: write('cert', own.cert), clientKeyFile: write('key', own.key) };
    const { session } = testSession({ server: server.url, caData: own.cert, ...files });
    await session.read('get pods', pod, readInput());
    write('cert', `${second.cert}\n`);
    write('key', `${second.key}\n`);
    await session.read('get pods', pod, readInput());
    expect(new Set(seen).size).toBe(2);
  });

  it('is told from one that speaks no TLS', async () => {
    const server = await start(answer);
    const { session } = testSession({ server: server.url.replace('http:', 'https:') });
    expect(await failureOf(session.read('get pods', pod, readInput()))).toMatchObject({ errorClass: 'InvalidSettings', subject: 'server' });
  });

  it('is not waited for longer than connectTimeoutMs', async () => {
    const silent = createTcp(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    closings.push(() => silent.close());
    const { session } = testSession({ server: `https://127.0.0.1:${(silent.address() as AddressInfo).port}`, connectTimeoutMs: 100 });
    const error = await failureOf(session.write('create pods', 'create', { ...pod, method: 'POST', body: {} }, writeInput()));
    expect(error).toMatchObject({ errorClass: 'Unavailable', code: 'ETIMEDOUT' });
    expect(error.message).toContain('nothing was sent');
    session.close();
  });
});

describe('a cluster behind a web proxy', { tags: ['kubernetes.settings', 'simulated'] }, () => {
  const behind = 'https://k8s.example.com:6443';

  it('is reached through it, with its user and password, and as itself', async () => {
    const server = await secure();
    const proxy = await proxies({ port: server.port });
    const { session } = testSession({
      server: behind,
      caData: own.cert,
      token: 't',
      proxy: proxy.url.replace('http://', 'http://user:p%40ss@'),
    });
    for (let times = 0; times < 3; times += 1) await session.read('get pods', pod, readInput());
    expect(proxy.asked).toEqual([
      { target: 'k8s.example.com:6443', authorization: `Basic ${Buffer.from('user:p@ss').toString('base64')}` },
    ]);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t', 'Bearer t', 'Bearer t']);
  });

  it('is reached through the environment’s, or directly where noProxy says so', async () => {
    const server = await secure();
    const proxy = await proxies({ port: server.port });
    const surroundings = { environment: { HTTPS_PROXY: proxy.url }, accountFolder: '/nowhere' };
    const settings = { server: behind, caData: own.cert };
    await testSession(settings, new TestContext(), surroundings).session.read('get pods', pod, readInput());
    expect(proxy.asked).toHaveLength(1);
    const direct = testSession(
      { ...settings, server: 'https://k8s.invalid', noProxy: ['.invalid'] },
      new TestContext(),
      surroundings,
    ).session;
    expect(await failureOf(direct.read('get pods', pod, readInput()))).toMatchObject({
      code: expect.stringMatching(/^E(?:NOTFOUND|AI_AGAIN)$/),
    });
    expect(proxy.asked).toHaveLength(1);
  });

  it.each([
    [407, /refuses to connect to k8s\.example\.com:6443 \(HTTP 407\): write user and password into its address; nothing was sent$/],
    [403, /refuses to connect to k8s\.example\.com:6443 \(HTTP 403\): allow it there, or name the host in noProxy; nothing was sent$/],
  ])('is told when the proxy refuses with %i, without its password', async (status, message) => {
    const proxy = await proxies({ status });
    const { session } = testSession({ server: behind, proxy: proxy.url.replace('http://', 'http://user:canary@') });
    const error = await failureOf(session.write('create pods', 'create', { ...pod, method: 'POST', body: {} }, writeInput()));
    expect(error).toMatchObject({ errorClass: 'InvalidSettings', subject: 'proxy' });
    expect(error.message).toMatch(message);
    expect(JSON.stringify(error) + error.stack).not.toContain('canary');
  });

  it('is given up on when the proxy is silent or not there', async () => {
    const silent = await proxies('silent');
    const late = testSession({ server: behind, proxy: silent.url, connectTimeoutMs: 100 }).session;
    expect(await failureOf(late.read('get pods', pod, readInput()))).toMatchObject({ errorClass: 'Unavailable', code: 'ETIMEDOUT' });
    const none = testSession({ server: behind, proxy: 'http://127.0.0.1:1' }).session;
    expect(await failureOf(none.read('get pods', pod, readInput()))).toMatchObject({ errorClass: 'Unavailable', code: 'ECONNREFUSED' });
  });

  it('is refused by name where a kubeconfig names a proxy of another kind', async () => {
    const path = folder().write(
      'config',
      '{current-context: a, contexts: [{name: a, context: {cluster: c}}], clusters: [{name: c, cluster: {server: "https://k.invalid", proxy-url: "socks5://user:canary@p:1"}}]}',
    );
    const error = await failureOf(testSession({ kubeconfig: path }).session.read('get pods', pod, readInput()));
    expect(error.message).toBe('the proxy is reached by socks5, which is not possible here: name one like http://proxy.example.com:3128');
  });
});

describe('a refused token', { tags: ['kubernetes.settings', 'kubernetes.errors', 'simulated'] }, () => {
  it('is renewed without a restart: the call fails as one that may be made again', async () => {
    const { write } = folder();
    const path = write('token', 'old');
    const server = await start(({ headers }) => {
      if (headers.authorization === 'Bearer new') return answer();
      write('token', 'new');
      return { status: 401, body: { kind: 'Status', reason: 'Unauthorized', code: 401, message: 'Unauthorized' } };
    });
    const { session } = testSession({ server: server.url, tokenFile: path });
    const error = await failureOf(session.read('get pods', pod, readInput()));
    expect(error).toMatchObject({ errorClass: 'Unavailable', code: 'Unauthorized' });
    expect(error.message).toMatch(/other credentials were found since$/);
    expect((await session.read('get pods', pod, readInput())).output).toEqual({ kind: 'Pod' });
  });

  it('that nothing renews is told as such', async () => {
    const server = await start(() => ({
      status: 401,
      body: { kind: 'Status', reason: 'Unauthorized', code: 401, message: 'Unauthorized' },
    }));
    const error = await failureOf(testSession({ server: server.url, token: 'x' }).session.read('get pods', pod, readInput()));
    expect(error).toMatchObject({ errorClass: 'Credentials', code: 'Unauthorized', remedy: 'fix-account' });
  });
});
