import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { locateSite } from '../configuration/index.js';
import { writePointer } from './pointer.js';
import { type AgentServer, serveSocket } from './server.js';
import { type AgentPlace, findAgent, stopAgent } from './status.js';
import { aBuild } from './testing/builders.js';
import { temporaryFolders } from './testing/temporary-folder.js';
import type { AgentStatus } from './wire.js';

const newFolder = temporaryFolders();
const servers: AgentServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const STATUS: AgentStatus = {
  pid: 4711,
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

function makePlace(): AgentPlace {
  const directory = newFolder();
  mkdirSync(join(directory, 'work'), { mode: 0o700 });
  writeFileSync(join(directory, 'hostwright.yaml'), 'version: 1\n');
  return { site: locateSite({ configDirectory: directory, environment: {} }), environment: { HOST_FACTORY_RUNTIME_DIR: newFolder() } };
}

/** As another user's agent does it, whose runtime folder is another one. */
async function serveElsewhere({ site }: AgentPlace, host = hostname()): Promise<void> {
  const socketPath = join(newFolder(), 's');
  const server = await serveSocket(socketPath, {
    call: async () => ({ exitCode: 0, text: '{}' }),
    wake: () => ({ build: aBuild() }),
    status: async () => STATUS,
    stop: () => void server.close(),
  });
  servers.push(server);
  writePointer(site.workDirectory, { socketPath, pid: STATUS.pid, host, build: aBuild(), startedAtMs: 1 });
}

describe('the agent of another user', { tags: ['agent.socket', 'real'] }, () => {
  it('is found by what it left in the work directory, with whose it is', async () => {
    const place = makePlace();
    expect(await findAgent(place)).toEqual({ kind: 'absent' });
    await serveElsewhere(place);
    expect(await findAgent(place)).toMatchObject({ kind: 'running', status: { pid: 4711 }, userId: process.geteuid?.() });
  });

  it('is stopped like the own one', { timeout: 120_000 }, async () => {
    const place = makePlace();
    await serveElsewhere(place);
    expect(await stopAgent({ ...place, timeoutMs: 100_000 })).toBe(true);
    expect(await findAgent(place)).toEqual({ kind: 'absent' });
  });

  it('on another host is not asked over a socket of this one', async () => {
    const place = makePlace();
    await serveElsewhere(place, 'elsewhere');
    expect(await findAgent(place)).toEqual({ kind: 'absent' });
  });
});
