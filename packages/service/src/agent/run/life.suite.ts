import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openRuntimeFolder } from '../runtime-folder.js';
import { findAgent } from '../status.js';
import { noAgentOf, endings, returnEverything, openWork } from '../testing/agent-steps.js';
import { isAlive, killAndWait, buildPrograms, type Programs, testSites } from '../testing/test-site.js';
import { sharedFolder } from '../testing/temporary-folder.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const folder = sharedFolder();
let programs: Programs;
const newSite = testSites(() => programs);

beforeAll(async () => {
  programs = await buildPrograms(folder);
});

describe('an agent on demand', { tags: ['agent.killed', 'simulated'] }, () => {
  it('is started by the call that needs it, works while the caller is gone, and ends when nothing is open', async () => {
    const site = newSite();
    // The call's end includes the end of its stdout: the agent holds none of its descriptors.
    const requestId = await site.request(3);
    const [pid] = site.agentPids();
    expect(pid).toBeDefined();
    expect(isAlive(pid!)).toBe(true);
    const done = await site.complete(requestId);
    expect(done.machines.map(({ result }) => result)).toEqual(['succeed', 'succeed', 'succeed']);
    expect(site.agentPids()).toEqual([pid]);
    const returned = await site.call('requestReturnMachines', {
      machines: done.machines.map(({ machineId, name }) => ({ machineId, name })),
    });
    await site.complete(String(returned.document['requestId']));
    expect(site.liveMachines()).toEqual([]);
    await noAgentOf(site);
    expect(readdirSync(site.workDirectory)).not.toContain('agent.json');
  });

  it('is one, however many callers start it at once', async () => {
    const site = newSite();
    const requestIds = await Promise.all(Array.from({ length: 8 }, () => site.request(1)));
    expect(new Set(requestIds).size).toBe(8);
    for (const requestId of requestIds) await site.complete(requestId);
    expect(site.agentPids()).toHaveLength(1);
    expect(site.liveMachines()).toHaveLength(8);
    expect(site.logLines('agent.log').filter(({ msg }) => msg === 'agent started')).toHaveLength(1);
  });

  it('is one when two are started by hand', async () => {
    const site = newSite();
    await openWork(site);
    const second = site.startAgent();
    expect(await second.end).toBe('another-runs');
    expect(site.agentPids()).toHaveLength(1);
  });

  it('is one when two are started with different runtime folders, whichever way they come to know of each other', async () => {
    const site = newSite();
    await openWork(site);
    const elsewhere = { HOST_FACTORY_RUNTIME_DIR: join(site.runtimeDirectory, 'other') };
    expect(await site.startAgent(elsewhere).end).toBe('another-runs');
    rmSync(join(site.workDirectory, 'agent.json'));
    let ends = 0;
    void site.startAgent(elsewhere).end.then(() => (ends += 1));
    await vi.waitFor(() => expect(ends + endings(site).filter((end) => end === 'another-runs').length).toBeGreaterThan(0), {
      timeout: 240_000,
      interval: 100,
    });
    await vi.waitFor(() => expect(site.agentPids()).toHaveLength(1), { timeout: 240_000, interval: 100 });
    await site.complete(await site.request(1));
    expect(site.liveMachines()).toHaveLength(2);
  });

  it('serves its socket to its owner alone, in a folder of its own', async () => {
    const site = newSite();
    await openWork(site);
    const { folder: runtimeFolder, socketPath } = openRuntimeFolder(site);
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    expect(statSync(runtimeFolder).mode & 0o777).toBe(0o700);
    expect(Buffer.byteLength(socketPath)).toBeLessThan(108);
  });

  it('loses no wake-up: a request that comes while the agent is ending is launched without any further call', async () => {
    const site = newSite();
    await openWork(site);
    await returnEverything(site);
    for (let round = 1; round <= 4; round += 1) {
      const ending = site.startAgent({ TEST_LINGER_MS: '0' });
      await new Promise((resolve) => setTimeout(resolve, round * 150));
      await site.request(1);
      await vi.waitFor(() => expect(site.machines()).toHaveLength(1 + round), { timeout: 240_000, interval: 100 });
      await returnEverything(site);
      await ending.end;
    }
  });
});

describe('an agent that is killed', { tags: ['agent.killed', 'simulated'] }, () => {
  it('is started again by the next call, and its request completes without a machine too many', async () => {
    const site = newSite({ settings: { latencyMs: 300 } });
    const requestId = await site.request(4);
    for (let kill = 0; kill < 2; kill += 1) {
      await vi.waitFor(
        async () => {
          await site.status(requestId);
          expect(site.agentPids()).toHaveLength(1);
        },
        { timeout: 240_000, interval: 500 },
      );
      for (const pid of site.agentPids()) await killAndWait(pid);
    }
    const done = await site.complete(requestId);
    expect(done.machines).toHaveLength(4);
    expect(site.liveMachines()).toHaveLength(4);
    expect(site.agentPids()).toHaveLength(1);
  });

  it('does not make the next one wait for its lease', async () => {
    const site = newSite({ timing: { leaseMs: 3_600_000 } });
    await openWork(site);
    for (const pid of site.agentPids()) await killAndWait(pid);
    const requestId = await site.request(1);
    expect((await site.complete(requestId)).machines).toHaveLength(1);
  });
});

describe('an agent that does not answer', { tags: ['agent.killed', 'simulated'] }, () => {
  it('does not keep its callers from an answer', { tags: ['fault.row-27'] }, async () => {
    const site = newSite();
    await openWork(site);
    const [pid] = site.agentPids();
    process.kill(pid!, 'SIGSTOP');
    try {
      expect((await findAgent(site)).kind).toBe('silent');
      const requestId = await site.request(1);
      expect((await site.status(requestId)).status).toBe('running');
      process.kill(pid!, 'SIGCONT');
      expect((await site.complete(requestId)).machines).toHaveLength(1);
    } finally {
      process.kill(pid!, 'SIGCONT');
    }
  });
});
