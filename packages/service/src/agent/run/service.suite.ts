import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallName } from '@hostwright/host-factory-protocol';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { openRuntimeFolder } from '../runtime-folder.js';
import { askAgent } from '../socket-client.js';
import { readAgentStatus } from '../status.js';
import { buildPrograms, type CallEnd, type Programs, type TestSite, testSites } from '../testing/test-site.js';
import { sharedFolder } from '../testing/temporary-folder.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const folder = sharedFolder();
let programs: Programs;
const newSite = testSites(() => programs);

beforeAll(async () => {
  programs = await buildPrograms(folder);
});

/** Files of 32 KiB: enough for a store's shared memory, and for few transactions. */
const BLOCKS_FOR_LITTLE = 64;
const SMALL = { templateId: 'small', maxNumber: 100, machineType: 'mock.small' };

/** A site with an agent that has work open, and therefore stays. */
async function siteWithAgent(keys?: Parameters<typeof newSite>[0]): Promise<TestSite> {
  const site = newSite(keys);
  await site.complete(await site.request(1));
  return site;
}

/** One call over the socket, as the scripts make it. */
async function ask(
  site: TestSite,
  name: CallName,
  input: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<CallEnd & { readonly status: number }> {
  const { socketPath } = openRuntimeFolder(site);
  const usual = { 'x-dialect': 'symphony', 'x-configuration': site.directory, 'x-call-id': `call-${Math.random()}` };
  const reply = await askAgent({
    socketPath,
    method: 'POST',
    path: `/v1/hf/${name}`,
    body: JSON.stringify(input),
    headers: { ...usual, ...headers },
    timeoutMs: 240_000,
  });
  if (reply.kind !== 'answered') throw new Error(`the agent is ${reply.kind}`);
  return { status: reply.status, exitCode: reply.status === 200 ? 0 : 1, document: JSON.parse(reply.body) as CallEnd['document'] };
}

async function templateIds(site: TestSite): Promise<readonly string[]> {
  const { document } = await ask(site, 'getAvailableTemplates');
  return ((document['templates'] ?? []) as readonly { readonly templateId: string }[]).map(({ templateId }) => templateId);
}

describe('calls over the socket', { tags: ['agent.service', 'simulated'] }, () => {
  it('are answered as in a process of their own, in the dialect of the caller', async () => {
    const site = await siteWithAgent();
    const requested = await ask(site, 'requestMachines', { template: { templateId: 'small', machineCount: 2 } });
    expect(requested).toMatchObject({ exitCode: 0, document: { message: expect.any(String), requestId: expect.any(String) } });
    const requestId = String(requested.document['requestId']);
    expect((await site.complete(requestId)).machines).toHaveLength(2);
    const asked = { requests: [{ requestId }] };
    expect((await ask(site, 'getRequestStatus', asked)).document).toEqual((await site.call('getRequestStatus', asked)).document);
    const lsf = await ask(site, 'getAvailableTemplates', {}, { 'x-dialect': 'lsf' });
    expect(lsf.document).toMatchObject({
      status: 'complete',
      templates: [{ templateId: 'small', attributes: { mockhost: ['Boolean', '1'] } }],
    });
  });

  it('with one call id, once over the socket and once directly, are one request', { tags: ['fault.row-07', 'fault.row-40'] }, async () => {
    const site = await siteWithAgent();
    const input = { template: { templateId: 'small', machineCount: 1 } };
    const overSocket = await ask(site, 'requestMachines', input, { 'x-call-id': 'call-twice' });
    const directly = await site.call('requestMachines', input, { callId: 'call-twice' });
    expect(directly.document['requestId']).toBe(overSocket.document['requestId']);
    await site.complete(String(directly.document['requestId']));
    expect(site.machines()).toHaveLength(2);
  });

  it('are left to the direct way when they are for another configuration, or no call at all', async () => {
    const site = await siteWithAgent();
    expect((await ask(site, 'getAvailableTemplates', {}, { 'x-configuration': '/elsewhere' })).status).toBe(409);
    expect((await ask(site, 'toString' as CallName)).status).toBe(409);
  });

  it('that are refused carry the one document and exit code 1', async () => {
    const site = await siteWithAgent();
    const refused = await ask(site, 'requestMachines', { template: { templateId: 'unknown', machineCount: 1 } });
    expect(refused).toMatchObject({ status: 422, exitCode: 1, document: { message: expect.stringContaining('unknown') } });
  });

  it('are answered while a sweep hangs', { tags: ['fault.row-27'] }, async () => {
    const site = newSite({
      settings: { faults: [{ kind: 'hang', on: 'ListResources', side: 'before', durationMs: 60_000, when: { times: 'always' } }] },
    });
    await site.call('getAvailableTemplates');
    await vi.waitFor(async () => expect(await readAgentStatus(site)).toBeDefined(), { timeout: 240_000 });
    const began = performance.now();
    const requested = await ask(site, 'requestMachines', { template: { templateId: 'small', machineCount: 1 } });
    expect(requested.exitCode).toBe(0);
    const status = await ask(site, 'getRequestStatus', { requests: [{ requestId: requested.document['requestId'] }] });
    expect(status.document).toMatchObject({ requests: [{ status: 'running' }] });
    const reclaimed = await ask(site, 'getReturnRequests', { machines: [{ machineId: 'i-1', name: 'host-1' }] });
    expect(reclaimed.document).toMatchObject({ requests: [] });
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

describe('a changed configuration', { tags: ['agent.service', 'simulated'] }, () => {
  it('is in use from the next call on', async () => {
    const site = await siteWithAgent();
    expect(await templateIds(site)).toEqual(['small']);
    site.writeTemplates([SMALL, { templateId: 'medium', maxNumber: 10, machineType: 'mock.medium' }]);
    await vi.waitFor(async () => expect(await templateIds(site)).toEqual(['small', 'medium']), { timeout: 240_000, interval: 200 });
    const requested = await ask(site, 'requestMachines', { template: { templateId: 'medium', machineCount: 1 } });
    expect((await site.complete(String(requested.document['requestId']))).machines).toHaveLength(1);
    expect(site.agentPids()).toHaveLength(1);
  });

  it('that is broken leaves the last good one in use, is told by the status, and is forgotten once it is mended', async () => {
    const site = await siteWithAgent();
    const file = join(site.directory, 'hostwright.json');
    // Where it lies is read from the file, too.
    const place = { site: site.site, environment: site.environment };
    writeFileSync(file, '{ "version": 1, "connections": [ ');
    await vi.waitFor(async () => expect((await readAgentStatus(place))?.configurationProblem).toContain(file), {
      timeout: 240_000,
      interval: 200,
    });
    expect(await templateIds(site)).toEqual(['small']);
    const requested = await ask(site, 'requestMachines', { template: { templateId: 'small', machineCount: 1 } });
    expect(requested.exitCode).toBe(0);
    await vi.waitFor(() => expect(site.liveMachines()).toHaveLength(2), { timeout: 240_000 });
    site.configure({});
    await vi.waitFor(async () => expect((await readAgentStatus(site))?.configurationProblem).toBeUndefined(), {
      timeout: 240_000,
      interval: 200,
    });
  });

  it('whose settings the plugin refuses is not taken into use', async () => {
    const site = await siteWithAgent();
    site.configure({ settings: { bootTimeMs: 'soon' } });
    await vi.waitFor(async () => expect((await readAgentStatus(site))?.configurationProblem).toMatch(/bootTimeMs/), {
      timeout: 240_000,
      interval: 200,
    });
    await ask(site, 'requestMachines', { template: { templateId: 'small', machineCount: 1 } });
    await vi.waitFor(() => expect(site.liveMachines()).toHaveLength(2), { timeout: 240_000 });
  });

  it('takes its log settings along', async () => {
    const site = await siteWithAgent();
    expect(site.logLines('agent.log').some(({ level }) => level === 20)).toBe(false);
    site.configure({ log: { level: 'debug' } });
    await vi.waitFor(() => expect(site.logLines('agent.log').some(({ level }) => level === 20)).toBe(true), {
      timeout: 240_000,
      interval: 200,
    });
  });

  it('that switches the agent off ends it', async () => {
    const site = await siteWithAgent();
    site.configure({ agent: 'off' });
    await vi.waitFor(() => expect(site.agentPids()).toEqual([]), { timeout: 240_000, interval: 200 });
    expect(site.logLines('agent.log')).toContainEqual(expect.objectContaining({ msg: 'agent is ending', end: 'switched-off' }));
  });
});

describe('logs', { tags: ['agent.service', 'simulated'] }, () => {
  it('hold one line for each call and decision, with request and intent ids, and neither secrets nor user data', async () => {
    const canaries = { key: 'canary-key-8f3a61', data: 'canary-data-2b77e0' };
    const site = newSite({
      log: { level: 'debug' },
      settings: {
        accessKey: 'env:MOCK_KEY',
        faults: [{ kind: 'error', on: 'RunInstances', code: 'InternalError', message: `refused ${canaries.key} ${canaries.data}` }],
      },
    });
    const userData = `#!/bin/sh\nexport SECRET=${canaries.data}\n`;
    site.writeTemplates([
      { ...SMALL, userData: canaries.data },
      { ...SMALL, templateId: 'other', userDataScript: 'boot.sh' },
    ]);
    writeFileSync(join(site.directory, 'boot.sh'), userData);
    const requestId = await site.request(2, { environment: { MOCK_KEY: canaries.key } });
    await site.complete(requestId);
    await ask(site, 'getRequestStatus', { requests: [{ requestId }] }, { 'x-call-id': 'call-logged' });
    const text = site.logText();
    expect(text).not.toMatch(/canary/);
    expect(site.logLines('agent.log').some((line) => line['requestId'] === requestId && line['intentId'] !== undefined)).toBe(true);
    expect(site.logLines('calls.log').filter(({ call }) => call === 'requestMachines')).toMatchObject([{ requestId, exitCode: 0 }]);
    expect(site.logLines('calls.log')).toContainEqual(expect.objectContaining({ call: 'getRequestStatus', callId: 'call-logged' }));
  });
});

describe('a full disk', { tags: ['agent.service', 'simulated'] }, () => {
  it(
    'does not end the agent: it refuses what it cannot keep, answers on, and loses nothing that it accepted',
    { tags: ['fault.row-19'] },
    async () => {
      const site = newSite();
      await site.call('getAvailableTemplates');
      await vi.waitFor(() => expect(site.agentPids()).toEqual([]), { timeout: 240_000, interval: 100 });
      const agent = site.startAgent({ TEST_LINGER_MS: '60000' }, { largestFile: BLOCKS_FOR_LITTLE });
      await vi.waitFor(async () => expect(await readAgentStatus(site)).toBeDefined(), { timeout: 240_000 });
      const accepted: string[] = [];
      const refused = await vi.waitFor(
        async () => {
          const answer = await ask(site, 'requestMachines', { template: { templateId: 'small', machineCount: 1 } });
          if (answer.exitCode === 0) accepted.push(String(answer.document['requestId']));
          expect(answer.exitCode).toBe(1);
          return answer;
        },
        { timeout: 240_000, interval: 0 },
      );
      expect(refused.document).toMatchObject({ message: expect.stringContaining('hostwright.db') });
      const status = await ask(site, 'getRequestStatus', { requests: [{ requestId: 'req-1' }] });
      expect(status).toMatchObject({ exitCode: 0, document: { requests: [{ requestId: 'req-1', status: expect.any(String) }] } });
      agent.child.kill('SIGTERM');
      expect(await agent.end).toBe('stopped');
      for (const requestId of accepted) expect((await site.complete(requestId)).machines).toHaveLength(1);
      expect(site.machines()).toHaveLength(accepted.length);
    },
  );
});
