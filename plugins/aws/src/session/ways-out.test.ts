import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createSecureServer } from 'node:https';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeAvailabilityZonesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { isProviderError, type ProviderError } from '@hostwright/core/provider';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { localProxies, readInput, selfSigned, writeInput } from '@hostwright/plugin-testing';
import { ec2Error, localServices, type WireAnswer } from './testing/local-service.js';
import { testSession, type TestSession } from './testing/test-session.js';

const start = localServices();
const startProxy = localProxies();
const zones: WireAnswer = {
  body: '<DescribeAvailabilityZonesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><availabilityZoneInfo><item><zoneName>z</zoneName></item></availabilityZoneInfo></DescribeAvailabilityZonesResponse>',
};
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hw-aws-ways-'));
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'AWS_CA_BUNDLE'])
    vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const portOf = (url: string): number => Number(new URL(url).port);

async function ask({ session }: TestSession): Promise<string | undefined> {
  const { output } = await session.read('ec2', new DescribeAvailabilityZonesCommand({}), readInput());
  return output.AvailabilityZones?.[0]?.ZoneName;
}

async function refused({ session }: TestSession): Promise<ProviderError> {
  const terminate = new TerminateInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'] });
  const error: unknown = await session.write('ec2', 'delete', terminate, writeInput()).catch((reason: unknown) => reason);
  if (!isProviderError(error)) throw new Error('it was not refused', { cause: error });
  return error;
}

describe('the proxy', { tags: ['aws.settings', 'simulated'] }, () => {
  it('is that of the settings, with its user', async () => {
    const service = await start(() => zones);
    const proxy = await startProxy({ port: portOf(service.url) });
    const address = proxy.url.replace('//', '//user:p%40ss@');
    expect(await ask(testSession('http://ec2.cloud.test:8080', { proxy: address }))).toBe('z');
    expect(proxy.asked).toEqual([{ target: 'ec2.cloud.test:8080', authorization: `Basic ${Buffer.from('user:p@ss').toString('base64')}` }]);
  });

  it('is that of the environment where the settings name none', async () => {
    const service = await start(() => zones);
    const proxy = await startProxy({ port: portOf(service.url) });
    vi.stubEnv('HTTP_PROXY', proxy.url);
    expect(await ask(testSession('http://ec2.cloud.test'))).toBe('z');
    expect(proxy.asked).toHaveLength(1);
  });

  it.each([
    ['this machine', undefined, 'http://127.0.0.1:PORT'],
    ['hosts of the settings', { noProxy: ['localtest.me', '127.0.0.1'] }, 'http://127.0.0.1:PORT'],
  ])('is not used for %s', async (_what, settings, endpoint) => {
    const service = await start(() => zones);
    const proxy = await startProxy({ port: portOf(service.url) });
    expect(await ask(testSession(endpoint.replace('PORT', String(portOf(service.url))), { ...settings, proxy: proxy.url }))).toBe('z');
    expect(proxy.asked).toEqual([]);
  });

  it('that refuses, or is none, kept everything back', async () => {
    const proxy = await startProxy({ status: 407 });
    expect(await refused(testSession('http://ec2.cloud.test', { proxy: proxy.url }))).toMatchObject({
      errorClass: 'Unavailable',
      message: 'ec2 TerminateInstances: nothing was sent (Bad response: 407)',
    });
    vi.stubEnv('HTTP_PROXY', 'user:secretpass@proxy:3128');
    const error = await refused(testSession('http://ec2.cloud.test'));
    expect(error).toMatchObject({ errorClass: 'InvalidSettings', subject: 'proxy' });
    expect(error.message).not.toContain('secretpass');
  });
});

describe('an encrypted endpoint', { tags: ['aws.settings', 'simulated'] }, () => {
  it('is trusted by the CA bundle alone; what is not trusted gets nothing', async () => {
    const { key, cert } = selfSigned();
    const service = await start(() => zones, createSecureServer({ key, cert }));
    const error = await refused(testSession(service.url));
    expect(error.errorClass).toBe('Unavailable');
    expect(error.message).toMatch(/nothing was sent \(DEPTH_ZERO_SELF_SIGNED_CERT\): set caBundle to the certificates to trust$/);
    expect(service.requests).toEqual([]);
    const caBundle = join(folder, 'ca.pem');
    writeFileSync(caBundle, cert);
    expect(await ask(testSession(service.url, { caBundle }))).toBe('z');
    vi.stubEnv('AWS_CA_BUNDLE', caBundle);
    expect(await ask(testSession(service.url))).toBe('z');
  });

  it('is reached through a proxy, too', async () => {
    const { key, cert } = selfSigned();
    const service = await start(() => zones, createSecureServer({ key, cert }));
    const proxy = await startProxy({ port: portOf(service.url) });
    const session = testSession('https://ec2.cloud.test', { proxy: proxy.url });
    // The certificate is for another name: found out before anything is sent.
    expect((await refused(session)).errorClass).toBe('Unavailable');
    expect(proxy.asked).toMatchObject([{ target: 'ec2.cloud.test:443' }]);
    expect(service.requests).toEqual([]);
  });

  it('needs a bundle that is one', async () => {
    const caBundle = join(folder, 'ca.pem');
    expect(await refused(testSession('https://127.0.0.1:1', { caBundle }))).toMatchObject({
      errorClass: 'InvalidSettings',
      subject: 'caBundle',
    });
    writeFileSync(caBundle, 'nothing');
    expect((await refused(testSession('https://127.0.0.1:1', { caBundle }))).message).toContain('holds no certificate');
  });
});

describe('the time-outs', { tags: ['aws.settings', 'simulated'] }, () => {
  it('give up on a connection that does not get ready, of which nothing was sent', async () => {
    // It accepts and says nothing: encryption is never agreed on.
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const error = await refused(testSession(`https://127.0.0.1:${port}`, { connectTimeoutMs: 100 }));
    expect(error.errorClass).toBe('Unavailable');
    expect(error.message).toContain('nothing was sent (ETIMEDOUT): check that this host reaches the endpoint, or name a proxy');
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('give up on a proxy that does not answer, through which nothing was sent', async () => {
    const proxy = await startProxy('silent');
    for (const endpoint of ['http://ec2.cloud.test', 'https://ec2.cloud.test']) {
      const error = await refused(testSession(endpoint, { proxy: proxy.url, connectTimeoutMs: 100 }));
      expect(error).toMatchObject({ errorClass: 'Unavailable', message: 'ec2 TerminateInstances: nothing was sent (Proxy timeout)' });
    }
  });

  it('give up on an answer that does not come, of which nobody knows', async () => {
    const service = await start(() => 'hang');
    expect((await refused(testSession(service.url, { requestTimeoutMs: 3_000 }))).errorClass).toBe('OutcomeUnknown');
    expect(service.requests).toHaveLength(1);
  });
});

describe('a host whose clock is wrong', { tags: ['aws.errors', 'simulated'] }, () => {
  it('is refused once, and signs by the cloud’s time from then on', async () => {
    const aheadMs = 3_600_000;
    const service = await start(({ headers }) => {
      const date = new Date(Date.now() + aheadMs);
      const [, year, month, day, hour, minute, second] =
        /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date'])) ?? [];
      const signedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
      const near = Math.abs(signedAt - date.getTime()) < 300_000;
      const dated = { date: date.toUTCString() };
      return near
        ? { ...(zones as object), body: (zones as { body: string }).body, headers: dated }
        : ec2Error('AuthFailure', 'AWS was not able to validate the provided access credentials', 401, dated);
    });
    const session = testSession(service.url);
    expect(await refused(session)).toMatchObject({
      errorClass: 'Unavailable',
      code: 'AuthFailure',
      message: expect.stringContaining('the clock of this host is wrong') as string,
    });
    expect(await ask(session)).toBe('z');
  });
});

describe('connections', { tags: ['aws.calls', 'simulated'] }, () => {
  it('are kept for the next call, and closed with the session', async () => {
    const sockets = new Set<Socket>();
    const { createServer: createPlainServer } = await import('node:http');
    const server = createPlainServer();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    const service = await start(() => zones, server);
    const made = testSession(service.url);
    await ask(made);
    await ask(made);
    expect(sockets.size).toBe(1);
    made.session.close();
    made.session.close();
    while (sockets.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await ask(made)).toBe('z');
    made.session.close();
  });

  it('to one host are never more than maxSockets: further calls wait', async () => {
    let open = 0;
    let most = 0;
    const { createServer: createPlainServer } = await import('node:http');
    const server = createPlainServer();
    server.on('connection', (socket: Socket) => {
      open += 1;
      most = Math.max(most, open);
      socket.on('close', () => (open -= 1));
    });
    const service = await start(() => zones, server);
    const made = testSession(service.url, { maxSockets: 2 });
    expect(await Promise.all(Array.from({ length: 10 }, () => ask(made)))).toEqual(Array.from({ length: 10 }, () => 'z'));
    expect(most).toBe(2);
    made.session.close();
  });

  it('to names that do not exist are not there, and nothing was sent', async () => {
    const error = await refused(testSession('http://nowhere.invalid'));
    expect(error.errorClass).toBe('Unavailable');
    expect(error.message).toMatch(/nothing was sent \((?:ENOTFOUND|EAI_AGAIN)\)/);
  });
});
