import { existsSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type AgentHandlers, type AgentServer, type CallReply, type CallRequest, serveSocket } from './server.js';
import { askAgent } from './socket-client.js';
import { aBuild } from './testing/builders.js';
import { temporaryFolders } from './testing/temporary-folder.js';
import { type AgentStatus, CALL_ROUTE, MAX_BODY_BYTES, NEWER_BUILD, REASON_HEADER, STATUS_ROUTE, STOP_ROUTE, WAKE_ROUTE } from './wire.js';

const newFolder = temporaryFolders();
const servers: AgentServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const STATUS: AgentStatus = {
  pid: 1,
  host: 'mgmt-1',
  build: aBuild(),
  startedAtMs: 1,
  uptimeMs: 2,
  progress: 3,
  idle: true,
  configurationDirectory: '/conf',
  configurationProblem: undefined,
  brokenConnections: [],
};

async function serve(handlers: Partial<AgentHandlers>): Promise<string> {
  const socketPath = join(newFolder(), 's');
  const all: AgentHandlers = {
    call: async () => ({ exitCode: 0, text: '{}' }),
    wake: () => ({ build: aBuild() }),
    status: async () => STATUS,
    stop: () => undefined,
    ...handlers,
  };
  servers.push(await serveSocket(socketPath, all));
  return socketPath;
}

function post(
  socketPath: string,
  path: string,
  options: { readonly body?: string; readonly headers?: Record<string, string>; readonly timeoutMs?: number } = {},
) {
  return askAgent({ socketPath, method: 'POST', path, timeoutMs: 10_000, ...options });
}

describe('a call over the socket', { tags: ['agent.socket', 'real'] }, () => {
  it('arrives with its input and its headers', async () => {
    const seen: CallRequest[] = [];
    const socketPath = await serve({
      call: async (request) => {
        seen.push(request);
        return { exitCode: 0, text: '{"templates":[]}' };
      },
    });
    const headers = { 'x-call-id': 'call-1', 'x-dialect': 'lsf', 'x-configuration': '/conf' };
    const reply = await post(socketPath, `${CALL_ROUTE}requestMachines`, { body: '{"a":"ü€"}', headers });
    expect(reply).toEqual({ kind: 'answered', status: 200, body: '{"templates":[]}' });
    expect(seen[0]).toMatchObject({
      name: 'requestMachines',
      inputText: '{"a":"ü€"}',
      callId: 'call-1',
      dialect: 'lsf',
      configurationDirectory: '/conf',
    });
  });

  it('takes an empty header for none, as the scripts send it when a variable is not set', async () => {
    let seen: CallRequest | undefined;
    const socketPath = await serve({ call: async (request) => ((seen = request), { exitCode: 0, text: '{}' }) });
    await post(socketPath, `${CALL_ROUTE}getRequestStatus`, { headers: { 'x-configuration': '' } });
    expect(seen?.configurationDirectory).toBeUndefined();
  });

  it.each<[string, CallReply | undefined, number]>([
    ['200 for exit code 0', { exitCode: 0, text: '{}' }, 200],
    ['422 for exit code 1, with the document', { exitCode: 1, text: '{"message":"no"}' }, 422],
    ['409 when the caller should go its direct way', undefined, 409],
  ])('is answered with %s', async (_, answer, status) => {
    const socketPath = await serve({ call: async () => answer });
    const reply = await post(socketPath, `${CALL_ROUTE}requestMachines`);
    expect(reply).toMatchObject({ kind: 'answered', status, ...(answer !== undefined && { body: answer.text }) });
  });

  it('carries large inputs and answers whole', async () => {
    const large = JSON.stringify({ text: 'ü'.repeat(1_500_000) });
    const socketPath = await serve({ call: async ({ inputText }) => ({ exitCode: 0, text: inputText }) });
    const reply = await post(socketPath, `${CALL_ROUTE}requestMachines`, { body: large });
    expect(reply.kind === 'answered' && reply.body === large).toBe(true);
  });

  it('is refused when its input is too large, and the agent lives on', async () => {
    const socketPath = await serve({});
    const reply = await post(socketPath, `${CALL_ROUTE}requestMachines`, { body: 'x'.repeat(MAX_BODY_BYTES + 1) });
    // The answer may be lost with the connection that is closed while the caller still writes: the caller then goes its direct way.
    expect(reply.kind === 'silent' || (reply.kind === 'answered' && reply.status === 413)).toBe(true);
    expect(await post(socketPath, WAKE_ROUTE)).toMatchObject({ kind: 'answered', status: 200 });
  });

  it('is answered 500 when it fails by a defect', async () => {
    const socketPath = await serve({ call: () => Promise.reject(new Error('oops')) });
    expect(await post(socketPath, `${CALL_ROUTE}requestMachines`)).toMatchObject({ kind: 'answered', status: 500 });
  });

  it('learns that its caller hung up', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const socketPath = await serve({
      call: ({ signal }) =>
        new Promise((answer) => {
          signal.addEventListener('abort', () => {
            resolve();
            answer(undefined);
          });
        }),
    });
    const reply = await post(socketPath, `${CALL_ROUTE}requestMachines`, { timeoutMs: 200 });
    expect(reply).toEqual({ kind: 'silent' });
    await promise;
  });

  it('is answered to its end when the server closes meanwhile', async () => {
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const socketPath = await serve({
      call: async () => {
        begun.resolve();
        await gate.promise;
        return { exitCode: 0, text: '{"done":true}' };
      },
    });
    const reply = post(socketPath, `${CALL_ROUTE}requestMachines`);
    await begun.promise;
    const closed = servers.splice(0)[0]?.close();
    expect(await post(socketPath, WAKE_ROUTE)).toEqual({ kind: 'absent' });
    gate.resolve();
    expect(await reply).toMatchObject({ status: 200, body: '{"done":true}' });
    await closed;
  });
});

describe('the other routes', () => {
  it('tell the build to who wakes, and 503 while nobody will look', async () => {
    expect(await post(await serve({}), WAKE_ROUTE)).toEqual({ kind: 'answered', status: 200, body: JSON.stringify({ build: aBuild() }) });
    expect(await post(await serve({ wake: () => undefined }), WAKE_ROUTE)).toMatchObject({ kind: 'answered', status: 503 });
  });

  it('tell the status', async () => {
    const socketPath = await serve({});
    const reply = await askAgent({ socketPath, method: 'GET', path: STATUS_ROUTE, timeoutMs: 10_000 });
    expect(reply).toMatchObject({ status: 200, body: JSON.stringify(STATUS) });
  });

  it.each([
    ['stopped', {}],
    ['replaced', { [REASON_HEADER]: NEWER_BUILD }],
  ])('stop the agent as %s', async (expected, headers) => {
    let reason: string | undefined;
    const socketPath = await serve({ stop: (given) => void (reason = given) });
    expect(await post(socketPath, STOP_ROUTE, { headers })).toMatchObject({ status: 202 });
    expect(reason).toBe(expected);
  });

  it('refuse what they do not know', async () => {
    const socketPath = await serve({});
    expect(await post(socketPath, '/v2/anything')).toMatchObject({ status: 404 });
    expect(await askAgent({ socketPath, method: 'GET', path: WAKE_ROUTE, timeoutMs: 10_000 })).toMatchObject({ status: 405 });
  });

  it('survive what is no HTTP', async () => {
    const socketPath = await serve({});
    await new Promise((resolve) => {
      const socket = connect(socketPath, () => socket.end('\0\0garbage\r\n\r\n'));
      socket.on('error', () => undefined);
      socket.on('close', resolve);
      socket.resume();
    });
    expect(await post(socketPath, WAKE_ROUTE)).toMatchObject({ status: 200 });
  });
});

describe('the socket', { tags: ['agent.socket', 'real'] }, () => {
  it('is for its owner alone, takes the place of a file left by a killed agent, and goes when the agent does', async () => {
    const socketPath = join(newFolder(), 's');
    writeFileSync(socketPath, '');
    const server = await serveSocket(socketPath, {
      call: async () => undefined,
      wake: () => undefined,
      status: async () => STATUS,
      stop: () => undefined,
    });
    expect(statSync(socketPath).isSocket()).toBe(true);
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    await server.close();
    expect(existsSync(socketPath)).toBe(false);
  });
});

describe('asking an agent', () => {
  it('tells that nobody listens', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(await post(join(folder, 'nothing'), WAKE_ROUTE)).toEqual({ kind: 'absent' });
    expect(await post(join(folder, 'file'), WAKE_ROUTE)).toEqual({ kind: 'absent' });
  });

  it('tells that an agent does not answer in time', async () => {
    const socketPath = await serve({ call: () => new Promise(() => undefined) });
    expect(await post(socketPath, `${CALL_ROUTE}requestMachines`, { timeoutMs: 100 })).toEqual({ kind: 'silent' });
  });
});
