import { existsSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openRuntimeFolder } from '../runtime-folder.js';
import { readAgentStatus, stopAgent } from '../status.js';
import { agentOf, noAgentOf, endsOf, openWork } from '../testing/agent-steps.js';
import { isAlive, killAndWait, buildPrograms, type Programs, testSites } from '../testing/test-site.js';
import { sharedFolder } from '../testing/temporary-folder.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const folder = sharedFolder();
let programs: Programs;
const newSite = testSites(() => programs);

beforeAll(async () => {
  programs = await buildPrograms(folder);
});

describe('an agent ends in good order', { tags: ['agent.ends', 'simulated'] }, () => {
  it('when it is stopped, with what it was sending finished', async () => {
    const site = newSite({ settings: { latencyMs: 1_000 } });
    const requestId = await site.request(2);
    await agentOf(site);
    await vi.waitFor(() => expect(site.machines()).toHaveLength(2), { timeout: 240_000, interval: 20 });
    expect(await stopAgent({ site: site.site, environment: site.environment, timeoutMs: 240_000 })).toBe(true);
    await noAgentOf(site);
    expect(endsOf(site)).toEqual(['stopped']);
    const done = await site.complete(requestId);
    expect(done.machines).toHaveLength(2);
    expect(site.machines()).toHaveLength(2);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('at %s', async (signal) => {
    const site = newSite();
    await openWork(site);
    const [pid] = site.agentPids();
    await killAndWait(pid!, signal);
    expect(endsOf(site)).toEqual(['stopped']);
    expect(existsSync(openRuntimeFolder(site).socketPath)).toBe(false);
  });

  it('when its work directory was removed, and never makes it again', async () => {
    const site = newSite();
    await openWork(site);
    rmSync(site.workDirectory, { recursive: true });
    await noAgentOf(site);
    expect(existsSync(site.workDirectory)).toBe(false);
  });

  it('when its store was removed: what it still wrote would be lost', async () => {
    const site = newSite();
    await openWork(site);
    for (const name of readdirSync(site.workDirectory)) if (name.startsWith('hostwright.db')) rmSync(join(site.workDirectory, name));
    await noAgentOf(site);
    expect(endsOf(site)).toEqual(['store-lost']);
  });

  it('when a newer program has changed the form of the store', { tags: ['fault.row-29'] }, async () => {
    const site = newSite();
    await openWork(site);
    const database = new DatabaseSync(join(site.workDirectory, 'hostwright.db'), { timeout: 5_000 });
    database.exec('PRAGMA user_version = 1000');
    database.close();
    await noAgentOf(site);
    expect(endsOf(site)).toEqual(['replaced']);
  });

  it('when there is no work directory to begin with', async () => {
    const site = newSite();
    expect(await site.startAgent().end).toBe('no-work-directory');
    expect(existsSync(site.workDirectory)).toBe(false);
  });

  it('when its lock was cleaned away', async () => {
    const site = newSite();
    await openWork(site);
    rmSync(openRuntimeFolder(site).lockPath);
    await noAgentOf(site);
    const requestId = await site.request(1);
    expect((await site.complete(requestId)).machines).toHaveLength(1);
  });

  it('when its program was replaced', async () => {
    const site = newSite();
    await openWork(site);
    const { build } = await agentOf(site);
    utimesSync(build.programPath, new Date(), new Date(build.builtAtMs + 5_000));
    await noAgentOf(site);
    expect(endsOf(site)).toEqual(['replaced']);
  });
});

describe('a newer program', { tags: ['agent.ends', 'simulated'] }, () => {
  it('takes the place of an older agent, whose work goes on', { tags: ['fault.row-29'] }, async () => {
    const site = newSite();
    await openWork(site);
    const [older] = site.agentPids();
    const requestId = await site.request(2, { environment: { TEST_VERSION: '2.0.0' } });
    await vi.waitFor(async () => expect((await readAgentStatus(site))?.build.version).toBe('2.0.0'), { timeout: 240_000, interval: 100 });
    expect(isAlive(older!)).toBe(false);
    expect((await site.complete(requestId)).machines).toHaveLength(2);
    expect((await readAgentStatus(site))?.build.version).toBe('2.0.0');
    expect(site.liveMachines()).toHaveLength(3);
  });
});
