import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ReturnRequest } from '@hostwright/core';
import { type AgentBuild, type AgentStatus, openRuntimeFolder } from '@hostwright/service/agent';
import { makeTestSite, PROGRAM, type TestSite } from '../../../testing/command-line.js';
import { stateOf } from '../look/process.js';
import { editStore } from '../testing/edit-store.js';
import { lookAt } from '../testing/look-at.js';
import { agentFiles } from './agent-files.js';
import { agentStarts } from './agent-starts.js';
import { agent } from './agent.js';

const HANG_MS = 120_000;
const BUILD: AgentBuild = { programPath: PROGRAM.programPath, version: PROGRAM.version, builtAtMs: 0, schemaVersion: 1 };

const OPEN: ReturnRequest = {
  kind: 'return',
  requestId: 'ret-1',
  callId: 'call-1',
  state: 'open',
  outcome: undefined,
  reasons: [],
  createdAtMs: Date.now(),
  endedAtMs: undefined,
  polledAtMs: undefined,
  version: 1,
  targets: [],
};

interface Place {
  readonly site: TestSite;
  readonly work: string;
  readonly runtime: ReturnType<typeof openRuntimeFolder>;
}

/** A site whose calls want an agent, and a process of ours may play it. */
async function place(): Promise<Place> {
  const site = await makeTestSite();
  const file = join(site.directory, 'hostwright.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('agent: off', 'agent: auto'));
  const work = join(site.directory, 'work');
  mkdirSync(work, { mode: 0o700 });
  const runtime = openRuntimeFolder({ workDirectory: work, environment: {} });
  onTestFinished(() => rmSync(runtime.folder, { recursive: true, force: true }));
  return { site, work, runtime };
}

/** Holds the lock of an agent, listens on its socket, and answers with what it is given. */
const ACTOR = `
const [lock, socket, status] = process.argv.slice(1);
if (lock !== '') {
  const { DatabaseSync } = require('node:sqlite');
  globalThis.held = new DatabaseSync(lock);
  held.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
}
const answer = 'HTTP/1.1 200 OK\\r\\ncontent-length: ' + Buffer.byteLength(status) + '\\r\\n\\r\\n' + status;
require('node:net').createServer((connection) => connection.on('data', () => status === '' || connection.end(answer)))
  .listen(socket, () => process.stdout.write('ready'));
`;

async function act(lockPath: string, socketPath: string, status = ''): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', ACTOR, lockPath, socketPath, status], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}

function statusOf(build: Partial<AgentBuild>, more: Partial<AgentStatus> = {}): string {
  const status = {
    pid: 1,
    host: hostname(),
    build: { ...BUILD, ...build },
    startedAtMs: 0,
    uptimeMs: 0,
    progress: 0,
    idle: true,
    configurationDirectory: '/x',
    brokenConnections: [],
  };
  return JSON.stringify({ ...status, ...more });
}

describe('the agent', { timeout: HANG_MS, tags: ['cli.doctor', 'simulated'] }, () => {
  it('that is not there is no news while nothing is open', async () => {
    const { site } = await place();
    expect(await lookAt(agent, { config: site.directory })).toMatchObject([
      { status: 'ok', message: expect.stringContaining('none runs') as string },
    ]);
  });

  it('that is paused is told of with the signal that lets it go on', async () => {
    const { site, runtime } = await place();
    const child = await act(runtime.lockPath, runtime.socketPath, statusOf({}));
    child.kill('SIGSTOP');
    await vi.waitUntil(() => stateOf(child.pid ?? 0) === 'paused', { timeout: HANG_MS });
    const [found] = await lookAt(agent, { config: site.directory });
    expect(found).toMatchObject({
      status: 'wrong',
      message: expect.stringContaining(`process ${child.pid} is paused`) as string,
      mend: `kill -CONT ${child.pid}`,
    });
  });

  it('that is paused is named by `agent stop`, at once', async () => {
    const { site, runtime } = await place();
    const child = await act(runtime.lockPath, runtime.socketPath, statusOf({}));
    child.kill('SIGSTOP');
    await vi.waitUntil(() => stateOf(child.pid ?? 0) === 'paused', { timeout: HANG_MS });
    const { code, err } = await site.run('agent', 'stop', '--timeout', '600');
    expect({ code, err }).toEqual({ code: 6, err: expect.stringContaining(`"kill -CONT ${child.pid}"`) as string });
  });

  it('that is paused without a socket is found by its lock', async () => {
    const { site, runtime } = await place();
    const child = await act(runtime.lockPath, `${runtime.socketPath}.other`);
    child.kill('SIGSTOP');
    await vi.waitUntil(() => stateOf(child.pid ?? 0) === 'paused', { timeout: HANG_MS });
    expect(await lookAt(agent, { config: site.directory })).toMatchObject([{ status: 'wrong', mend: `kill -CONT ${child.pid}` }]);
  });

  it('that hangs is told of with the process to end', async () => {
    const { site, runtime } = await place();
    const child = await act(runtime.lockPath, runtime.socketPath);
    const [found] = await lookAt(agent, { config: site.directory });
    expect(found).toMatchObject({ status: 'wrong', mend: expect.stringContaining(`kill ${child.pid}  #`) as string });
  });

  it.each<[string, Partial<AgentBuild>, Partial<AgentStatus>, string, RegExp]>([
    ['is of an older build', { version: '0.0.1' }, {}, 'note', /older \(0\.0\.1\)/],
    ['is of a newer build', { version: '99.0.0' }, {}, 'note', /newer \(99\.0\.0/],
    ['goes on with an old configuration', {}, { configurationProblem: 'a tab' }, 'wrong', /last configuration: a tab/],
  ])('that %s is told of', async (_, build, status, level, message) => {
    const { site, runtime } = await place();
    await act(runtime.lockPath, runtime.socketPath, statusOf({ builtAtMs: Number.MAX_SAFE_INTEGER, ...build }, status));
    expect(await lookAt(agent, { config: site.directory })).toContainEqual(
      expect.objectContaining({ status: level, message: expect.stringMatching(message) as string }),
    );
  });

  it('that is not there although a request is open is told of, with what starts one', async () => {
    const { site } = await place();
    await editStore(site, (tx) => tx.saveRequest(OPEN));
    const [found] = await lookAt(agent, { config: site.directory });
    expect(found).toMatchObject({ status: 'note', message: expect.stringMatching(/none runs, and 1 request is open/) as string });
    expect(found?.mend).toMatch(/^host-factory requests wait ret-1 /);
    await editStore(site, async (tx) => {
      for (let count = 2; count <= 139; count += 1) await tx.saveRequest({ ...OPEN, requestId: `ret-${count}`, callId: `call-${count}` });
    });
    expect(await lookAt(agent, { config: site.directory })).toMatchObject([
      { message: expect.stringContaining('139 requests are open') as string },
    ]);
  });
});

describe('what agents leave behind', { timeout: HANG_MS, tags: ['cli.doctor', 'real'] }, () => {
  function point(work: string, pid: number, host = hostname()): void {
    writeFileSync(join(work, 'agent.json'), JSON.stringify({ socketPath: '/nowhere', pid, host, build: BUILD, startedAtMs: 1 }));
    writeFileSync(join(work, 'agent.sock.path'), '/nowhere\n');
  }

  async function goneProcess(): Promise<number> {
    const child = spawn('true');
    await new Promise((resolve) => child.once('exit', resolve));
    return child.pid ?? 0;
  }

  it('is nothing where none was killed', async () => {
    const { site } = await place();
    expect(await lookAt(agentFiles, { config: site.directory })).toMatchObject([{ status: 'ok' }]);
  });

  it.each<[string, (place: Place) => Promise<void>, RegExp]>([
    ['a pointer to a process that is gone', async ({ work }) => point(work, await goneProcess()), /process \d+, which is gone/],
    ['a pointer to another host', async ({ work }) => point(work, 1, 'other-host'), /on other-host/],
    ['a pointer that is none', async ({ work }) => writeFileSync(join(work, 'agent.json'), '{'), /cannot be read/],
    ['a half-written pointer', async ({ work }) => writeOld(join(work, 'agent.json.4711')), /half-written .*agent\.json\.4711/],
    ['a socket without listener', leaveSocket, /nobody listens/],
  ])('is %s, and the command removes it', async (_, leave, message) => {
    const here = await place();
    await leave(here);
    const findings = await lookAt(agentFiles, { config: here.site.directory });
    expect(findings).toContainEqual(expect.objectContaining({ status: 'note', message: expect.stringMatching(message) as string }));
    for (const { mend = '' } of findings) execFileSync('/bin/sh', ['-c', mend]);
    expect(await lookAt(agentFiles, { config: here.site.directory })).toMatchObject([{ status: 'ok' }]);
  });

  function writeOld(path: string): void {
    writeFileSync(path, '');
    utimesSync(path, 1, 1);
  }

  async function leaveSocket({ runtime }: Place): Promise<void> {
    const child = await act('', runtime.socketPath);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(runtime.socketPath)).toBe(true);
  }
});

describe('starts of agents', { tags: ['cli.doctor', 'real'] }, () => {
  it('that came to nothing three times are told of, with the log to read', async () => {
    const { site } = await place();
    await editStore(site, (tx) =>
      tx.saveNote(`agent-starts/${hostname()}`, JSON.stringify({ startsWithoutProgress: 3, lastStartAtMs: 1 })),
    );
    const [found] = await lookAt(agentStarts, { config: site.directory });
    expect(found).toMatchObject({
      status: 'note',
      message: expect.stringMatching(/3 agents died.*60 minutes/) as string,
      mend: expect.stringMatching(/^tail .*agent-crash\.log.*agent: off/) as string,
    });
  });

  it('that went well are no news', async () => {
    const { site } = await place();
    expect(await lookAt(agentStarts, { config: site.directory })).toMatchObject([{ status: 'ok' }]);
  });
});
