import { chmodSync, mkdirSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openSiteStore } from '../../call/site-store.js';
import { loadSiteConfiguration } from '../../configuration/index.js';
import { isInlineHost, readStarts } from '../starts.js';
import { buildPrograms, killAndWait, type Programs, type SiteKeys, type TestSite, testSites } from '../testing/test-site.js';
import { sharedFolder } from '../testing/temporary-folder.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const folder = sharedFolder();
let programs: Programs;
const newSite = testSites(() => programs);

beforeAll(async () => {
  programs = await buildPrograms(folder);
});

/** A document without what differs from one run to the next: ids, names and times. */
function shapeOf(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, part: unknown) => {
      if (/id$/i.test(key) && part !== 'small') return 'ID';
      return /name|address|launchtime|message/i.test(key) ? undefined : part;
    }),
  );
}

/** A machine's whole life, as Host Factory sees it. */
async function lifeOf(site: TestSite): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  answers.push(
    await vi.waitFor(
      async () => {
        const templates = await site.call('getAvailableTemplates');
        expect(templates.exitCode).toBe(0);
        return templates;
      },
      { timeout: 240_000 },
    ),
  );
  const requestId = await site.request(3);
  const done = await site.complete(requestId);
  answers.push(done);
  const [first, ...others] = done.machines.map(({ machineId, name }) => ({ machineId, name }));
  answers.push(await site.call('getReturnRequests', { machines: [first, ...others] }));
  const returned = await site.call('requestReturnMachines', { machines: others });
  answers.push(returned, await site.complete(String(returned.document['requestId'])));
  answers.push(await site.call('requestMachines', { template: { templateId: 'unknown', machineCount: 1 } }));
  expect(site.liveMachines()).toHaveLength(1);
  return answers.map(shapeOf);
}

describe('without an agent', { tags: ['agent.without', 'simulated'] }, () => {
  it('a site gets the same answers as with one', async () => {
    const off = newSite({ agent: 'off' });
    const withAgent = newSite();
    const answers = await lifeOf(off);
    expect(off.agentPids()).toEqual([]);
    expect(answers).toEqual(await lifeOf(withAgent));
    expect(withAgent.agentPids()).toHaveLength(1);
  });

  it('the call that asks for machines launches them before it answers', async () => {
    const site = newSite({ agent: 'off' });
    await site.request(2);
    expect(site.machines()).toHaveLength(2);
  });

  it('a machine that the cloud takes back is reported by the next call that asks, however young the last listing is', async () => {
    const notice = { kind: 'reclaim', on: 'RunInstances', afterMs: 1_500, graceMs: 100_000, reason: 'spot' };
    const site = newSite({ agent: 'off', settings: { faults: [notice] }, timing: { snapshotMaxAgeMs: 3_600_000 } });
    const { machines } = await site.complete(await site.request(1));
    const asked = { machines: machines.map(({ machineId, name }) => ({ machineId, name })) };
    await vi.waitFor(
      async () => {
        const { document } = await site.call('getReturnRequests', asked);
        expect(document['requests']).toEqual([
          { machine: machines[0]?.name, machineId: machines[0]?.machineId, gracePeriod: expect.any(Number) },
        ]);
      },
      { timeout: 240_000, interval: 200 },
    );
  });

  it('a site is served also where the first look at the cloud takes longer than a call waits for anything', async () => {
    const site = newSite({ agent: 'off', settings: { latencyMs: 4_500 } });
    const { machines } = await site.complete(await site.request(1));
    expect(machines).toHaveLength(1);
    expect(site.machines()).toHaveLength(1);
  });

  it('LSF hears at once of a launch that is refused for good', async () => {
    const settings: SiteKeys['settings'] = {
      faults: [{ kind: 'error', on: 'RunInstances', code: 'UnauthorizedOperation', when: { times: 'always' } }],
    };
    const site = newSite({ agent: 'off', settings });
    const { exitCode, document } = await site.call(
      'requestMachines',
      { template: { templateId: 'small', machineCount: 1 } },
      { dialect: 'lsf' },
    );
    expect(exitCode).toBe(1);
    expect(document).toMatchObject({ status: expect.stringMatching(/error|warning/) });
    expect(site.machines()).toEqual([]);
  });

  it('one of several calls at once does the work, and nothing is launched twice', { tags: ['fault.row-08'] }, async () => {
    const site = newSite({ agent: 'off', settings: { latencyMs: 200 } });
    const requestIds = await Promise.all(Array.from({ length: 6 }, () => site.request(1)));
    for (const requestId of requestIds) await site.complete(requestId);
    expect(site.machines()).toHaveLength(6);
  });

  it('a call that comes while another one works has its own work done, too, without any further call', async () => {
    const site = newSite({ agent: 'off', settings: { latencyMs: 200 } });
    const first = site.request(1);
    await new Promise((resolve) => setTimeout(resolve, 400));
    await Promise.all([first, site.request(1)]);
    expect(site.machines()).toHaveLength(2);
  });

  it('a site whose runtime folder is refused has its work done by the calls, which say why', async () => {
    const site = newSite();
    mkdirSync(site.runtimeDirectory, { mode: 0o755 });
    chmodSync(site.runtimeDirectory, 0o755);
    const requestId = await site.request(2);
    expect(site.machines()).toHaveLength(2);
    expect((await site.complete(requestId)).machines).toHaveLength(2);
    expect(site.agentPids()).toEqual([]);
    expect(site.logLines('calls.log')).toContainEqual(
      expect.objectContaining({ level: 40, reason: expect.stringContaining(site.runtimeDirectory) }),
    );
  });

  it(
    'a call that is killed while it works leaves a request that completes, without a machine too many',
    { tags: ['fault.row-03', 'fault.row-05'] },
    async () => {
      const site = newSite({ agent: 'off', settings: { latencyMs: 400 }, timing: { attemptWindowMs: 1_000, transportDeadlineMs: 2_000 } });
      await site.call('getAvailableTemplates');
      const callId = 'call-killed';
      const killed = site.request(2, { callId }).catch(() => undefined);
      await vi.waitFor(() => expect(site.machines()).toHaveLength(2), { timeout: 240_000, interval: 10 });
      await site.killCalls();
      await killed;
      const requestId = await site.request(2, { callId });
      expect((await site.complete(requestId)).machines).toHaveLength(2);
      expect(site.machines()).toHaveLength(2);
    },
  );
});

describe('a site that ends background processes', { tags: ['agent.without', 'simulated'] }, () => {
  it('goes over to inline mode after three starts that came to nothing', { tags: ['fault.row-41'] }, async () => {
    const site = newSite();
    const requestId = await site.request(2, { environment: { TEST_DIE_AT_START: '1' } });
    await vi.waitFor(
      async () => {
        await site.call('getRequestStatus', { requests: [{ requestId }] }, { environment: { TEST_DIE_AT_START: '1' } });
        expect(isInlineHost(await startsOf(site))).toBe(true);
      },
      { timeout: 240_000, interval: 1_000 },
    );
    expect((await site.complete(requestId)).machines).toHaveLength(2);
    expect(site.agentPids()).toEqual([]);
    expect(site.liveMachines()).toHaveLength(2);
  });

  it('is not taken for one because its agent was killed while it got things done', async () => {
    const site = newSite();
    for (let round = 0; round < 4; round += 1) {
      await site.complete(await site.request(1));
      for (const pid of site.agentPids()) await killAndWait(pid);
    }
    await site.complete(await site.request(1));
    expect(site.agentPids()).toHaveLength(1);
  });
});

async function startsOf(site: TestSite) {
  const store = await openSiteStore(await loadSiteConfiguration(site.site, site));
  try {
    return await readStarts(store);
  } finally {
    await store.close();
  }
}
