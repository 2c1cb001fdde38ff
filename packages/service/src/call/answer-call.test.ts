import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, type Store, systemClock } from '@hostwright/core';
import type { CallName, WakeAndWait } from '@hostwright/host-factory-protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aStore } from '../agent/testing/builders.js';
import { sharedFolder } from '../agent/testing/temporary-folder.js';
import { type SiteConfiguration, STORE_FILE_NAME } from '../configuration/index.js';
import { answerCall, type AnswerCallInput } from './answer-call.js';
import { noteBrokenConnections } from './broken-connections.js';
import { openSiteStoreLater } from './store-later.js';

let store: Store;
let lines: { readonly level: string; readonly fields: object; readonly message: string }[];

beforeEach(async () => {
  store = await aStore();
  lines = [];
});
afterEach(() => store.close());

const TEMPLATE = {
  templateId: 'small',
  connection: 'mock-1',
  maxNumber: 5,
  priority: 0,
  attributes: [
    { name: 'ncpus', type: 'Numeric', value: '2' },
    { name: 'nram', type: 'Numeric', value: '4096' },
  ],
  tags: [],
  userData: undefined,
  options: {},
} as const;

const CONFIGURATION = {
  site: { providerName: 'cloud-1', environment: { clusterName: 'cluster-1' } },
  connections: [{ name: 'mock-1', provider: 'mock', hostAttribute: 'mockhost' }],
  templates: [TEMPLATE],
  templateProblems: [],
  timing: {},
  callTiming: { waitMs: 100, launchWaitMs: 100 },
  echoReturnedMachines: false,
} as unknown as SiteConfiguration;

const nobody: WakeAndWait = () => Promise.resolve('other');

function call(name: CallName, input: object | string, overrides: Partial<AnswerCallInput> = {}) {
  const log = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  const logger: Logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
  return answerCall({
    configuration: CONFIGURATION,
    store,
    clock: systemClock,
    logger,
    dialect: 'symphony',
    name,
    inputText: typeof input === 'string' ? input : JSON.stringify(input),
    callId: 'call-1',
    signal: new AbortController().signal,
    wakeAndWait: nobody,
    ...overrides,
  });
}

const REQUEST = { template: { templateId: 'small', machineCount: 2 } };

describe('a call', () => {
  it('answers one document and its exit code, and leaves one line in the log', async () => {
    const { exitCode, text } = await call('requestMachines', REQUEST);
    const { requestId } = JSON.parse(text) as { readonly requestId: string };
    expect(exitCode).toBe(0);
    expect(requestId).toMatch(/^req-/);
    expect(lines).toMatchObject([
      { level: 'info', message: 'call answered', fields: { call: 'requestMachines', callId: 'call-1', requestId, exitCode: 0 } },
    ]);
  });

  it('repeated with its call id is the same request', async () => {
    const first = await call('requestMachines', REQUEST);
    expect(await call('requestMachines', REQUEST)).toEqual(first);
  });

  it("tells LSF the boolean attribute of the template's connection", async () => {
    const { text } = await call('getAvailableTemplates', {}, { dialect: 'lsf' });
    expect(JSON.parse(text)).toMatchObject({ templates: [{ attributes: { mockhost: ['Boolean', '1'] } }] });
  });

  it('tells machines of LSF their provider instance and cluster', async () => {
    const { text } = await call('requestMachines', REQUEST, { dialect: 'lsf' });
    const { requestId } = JSON.parse(text) as { readonly requestId: string };
    const request = await store.read((tx) => tx.request(requestId));
    expect(JSON.stringify(request)).toMatch(/cloud-1/);
    expect(JSON.stringify(request)).toMatch(/cluster-1/);
  });

  it('is answered although nobody can be woken', async () => {
    const { exitCode } = await call('requestMachines', REQUEST, { wakeAndWait: () => Promise.reject(new Error('no socket')) });
    expect(exitCode).toBe(0);
  });
});

describe('a call says what is wrong where the cause is known', () => {
  it('a running request of a connection whose settings cannot be used', async () => {
    const { text } = await call('requestMachines', REQUEST);
    const { requestId } = JSON.parse(text) as { readonly requestId: string };
    await noteBrokenConnections(store, [{ name: 'mock-1', message: 'settings.regoin: unknown key' }]);
    const message = 'Connection mock-1 cannot be used: settings.regoin: unknown key.';
    expect(JSON.parse((await call('getRequestStatus', { requests: [{ requestId }] })).text)).toEqual({
      requests: [{ requestId, status: 'running', message, machines: [] }],
    });
  });

  it.each([
    [
      { templateId: undefined, message: '/c/t.json cannot be read: permission denied (EACCES).' },
      '/c/t.json cannot be read: permission denied (EACCES)',
    ],
    [{ templateId: 'a', message: 'maxNumber is missing' }, '/c/t.json: "a": maxNumber is missing'],
  ])('a site without a template that can be used (%j)', async (problem, told) => {
    const templateProblems = [{ file: '/c/t.json', servedFromLastGood: false, ...problem }];
    const { exitCode, text } = await call(
      'getAvailableTemplates',
      {},
      { configuration: { ...CONFIGURATION, templates: [], templateProblems } },
    );
    expect(exitCode).toBe(1);
    expect(text).toContain(JSON.stringify(`no template can be used: ${told}. Check`).slice(1, -1));
  });
});

describe('work that a call does itself', () => {
  it('is finished before the answer, however long the protocol would have waited', async () => {
    let finished = false;
    const slow: WakeAndWait = async () => {
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      finished = true;
      return 'self';
    };
    await call('requestMachines', REQUEST, { wakeAndWait: slow });
    expect(finished).toBe(true);
  });

  it('shows in the status that is answered', async () => {
    const { text } = await call('requestMachines', REQUEST);
    const { requestId } = JSON.parse(text) as { readonly requestId: string };
    const endIt: WakeAndWait = async () => {
      await store.write(async (tx) => {
        const request = await tx.request(requestId);
        if (request?.state !== 'open') return;
        await tx.saveRequest({ ...request, state: 'ended', outcome: 'failed', endedAtMs: systemClock.now(), version: request.version + 1 });
      });
      return 'self';
    };
    const status = await call('getRequestStatus', { requests: [{ requestId }] }, { wakeAndWait: endIt });
    expect(JSON.parse(status.text)).toMatchObject({ requests: [{ requestId, status: 'complete_with_error' }] });
  });
});

const folder = sharedFolder();
const brokenFolder = sharedFolder();

function configurationIn(workDirectory: string): SiteConfiguration {
  return { ...CONFIGURATION, deploymentId: 'a'.repeat(32), site: { ...CONFIGURATION.site, directory: folder, workDirectory } };
}

describe('a store that is opened when it is needed', () => {
  it('is not made by a call that needs none', async () => {
    const later = openSiteStoreLater(configurationIn(folder));
    expect(await call('getAvailableTemplates', {}, { store: later })).toMatchObject({ exitCode: 0 });
    await later.close();
    expect(existsSync(join(folder, STORE_FILE_NAME))).toBe(false);
  });

  it('is made at once with its work directory: what speeds up the next call lies there, too', async () => {
    const workDirectory = join(folder, 'new');
    const later = openSiteStoreLater(configurationIn(workDirectory));
    await later.now();
    await later.close();
    expect(existsSync(join(workDirectory, STORE_FILE_NAME))).toBe(true);
  });
});

describe('a store that cannot be opened', () => {
  writeFileSync(join(brokenFolder, STORE_FILE_NAME), 'no store');
  const broken = openSiteStoreLater(configurationIn(brokenFolder));

  it.each<[CallName, object]>([
    ['requestMachines', REQUEST],
    ['requestReturnMachines', { machines: [{ machineId: 'i-1', name: 'host-1' }] }],
    ['getReturnRequests', { machines: [{ machineId: 'i-1', name: 'host-1' }] }],
  ])('makes %s fail with its reason', async (name, input) => {
    const { exitCode, text } = await call(name, input, { store: broken });
    expect(exitCode).toBe(1);
    expect(JSON.parse(text)).toMatchObject({ message: expect.stringContaining(join(brokenFolder, STORE_FILE_NAME)) });
  });

  it('is not asked for templates that state their size themselves', async () => {
    expect(await call('getAvailableTemplates', {}, { store: broken })).toMatchObject({ exitCode: 0 });
  });

  it('gives no request up: its status is running', async () => {
    const { exitCode, text } = await call('getRequestStatus', { requests: [{ requestId: 'req-1' }] }, { store: broken });
    expect(exitCode).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ requests: [{ requestId: 'req-1', status: 'running' }] });
  });
});

describe('whatever the input', () => {
  it.each(['', 'null', '[]', '{', '{"requests":7}', '\0', '{"__proto__":{}}'])(
    '%j gives one JSON document and exit code 0 or 1',
    async (inputText) => {
      for (const name of [
        'getAvailableTemplates',
        'requestMachines',
        'requestReturnMachines',
        'getRequestStatus',
        'getReturnRequests',
      ] as const) {
        const { exitCode, text } = await call(name, inputText);
        expect([0, 1]).toContain(exitCode);
        expect(typeof JSON.parse(text)).toBe('object');
      }
    },
  );
});
