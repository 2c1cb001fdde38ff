import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { isProviderError } from '@hostwright/core/provider';
import { launch, openTestSite, type TestSite } from '../testing/test-site.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { read } from '../testing/writes.js';

const newFolder = temporaryFolders();
let site: TestSite;
afterEach(() => site.close());

const KEY = 'canary-4f1d0c3a9b';

it('says who we are', { tags: ['mock.health', 'simulated'] }, async () => {
  site = await openTestSite({ account: 'acme', region: 'mock-7', principal: 'robot' });
  expect(await site.provider.identify(read())).toEqual({ account: 'acme', region: 'mock-7', principal: 'robot' });
});

it('lets nobody in whose credentials are no good, as the settings or a control say, and lets in again', async () => {
  site = await openTestSite();
  const identify = () => site.provider.identify(read());
  site.control.setCredentials('mock-account', 'expired');
  await expect(identify()).rejects.toMatchObject({ errorClass: 'Credentials', remedy: 'fix-account', code: 'ExpiredToken' });
  site.control.setCredentials('mock-account', 'revoked');
  await expect(identify()).rejects.toMatchObject({ errorClass: 'Credentials', code: 'AuthFailure' });
  site.control.setCredentials('mock-account', undefined);
  await expect(identify()).resolves.toBeDefined();
  const settings = await site.another({ credentials: 'revoked' });
  await expect(settings.provider.identify(read())).rejects.toMatchObject({ code: 'AuthFailure' });
  await settings.close();
});

it(
  'reads the access key from its secret at each call, so that it can be rotated',
  { tags: ['mock.credentials', 'simulated'] },
  async () => {
    site = await openTestSite({ accessKey: 'env:MOCK_KEY' }, { 'env:MOCK_KEY': KEY });
    site.control.setAccessKeys('mock-account', [KEY, 'next-key']);
    await expect(site.provider.identify(read())).resolves.toBeDefined();
    site.context.secrets['env:MOCK_KEY'] = 'wrong';
    await expect(site.provider.identify(read())).rejects.toMatchObject({ errorClass: 'Credentials', code: 'AuthFailure' });
    site.context.secrets['env:MOCK_KEY'] = 'next-key';
    await expect(site.provider.identify(read())).resolves.toBeDefined();
    delete site.context.secrets['env:MOCK_KEY'];
    await expect(site.provider.identify(read())).rejects.toMatchObject({ errorClass: 'InvalidSettings', subject: 'env:MOCK_KEY' });
  },
);

it('asks for a key where the account has any', async () => {
  site = await openTestSite();
  site.control.setAccessKeys('mock-account', [KEY]);
  await expect(site.provider.identify(read())).rejects.toMatchObject({ errorClass: 'Credentials' });
});

it(
  'writes the access key nowhere: not into errors, logs or the cloud’s file, not even with a call that is held back',
  { tags: ['mock.credentials', 'simulated'] },
  async () => {
    const file = join(newFolder(), 'cloud.db');
    site = await openTestSite(
      { cloudFile: file, accessKey: 'ref', faults: [{ kind: 'late', on: 'RunInstances', delayMs: 1_000 }] },
      { ref: KEY },
    );
    const seen: string[] = [];
    const note = async (call: Promise<unknown>): Promise<void> => {
      const error: unknown = await call.catch((cause: unknown) => cause);
      expect(isProviderError(error)).toBe(true);
      seen.push(inspect(error, { depth: 10, showHidden: true }));
    };
    await note(launch(site));
    site.control.setAccessKeys('mock-account', ['another']);
    await note(site.provider.identify(read()));
    seen.push(inspect(site.provider, { depth: 3 }), ...site.context.lines);
    for (const suffix of ['', '-wal']) seen.push(readFileSync(`${file}${suffix}`, 'latin1'));
    expect(seen.join('\n')).not.toContain(KEY);
  },
);

it('tests every service by itself and says which one fails, and why', { tags: ['mock.health', 'simulated'] }, async () => {
  site = await openTestSite();
  const healthy = await site.provider.health(read());
  expect(healthy).toMatchObject({ status: 'healthy', identity: { account: 'mock-account' } });
  expect(healthy.services.map((service) => service.service)).toEqual(['identity', 'machines', 'catalog', 'quotas', 'volumes', 'snapshots']);
  site.control.addFault({
    kind: 'error',
    on: 'DescribeVolumes',
    code: 'UnauthorizedOperation',
    message: 'no right to see volumes',
    when: { times: 'always' },
  });
  site.control.addFault({ kind: 'error', on: 'DescribeZones', code: 'RequestLimitExceeded', when: { times: 'always' } });
  const sick = await site.provider.health(read());
  expect(sick.status).toBe('unhealthy');
  expect(sick.services.filter((service) => service.status !== 'healthy')).toMatchObject([
    { service: 'catalog', status: 'degraded' },
    { service: 'volumes', status: 'unhealthy', message: 'DescribeVolumes: no right to see volumes' },
  ]);
});

it('answers a health report even when nothing works', async () => {
  site = await openTestSite({ faults: [{ kind: 'refuse', on: '*', when: { times: 'always' } }] });
  const health = await site.provider.health(read());
  expect(health).toMatchObject({ status: 'unhealthy', identity: undefined });
  expect(health.services.every((service) => service.status === 'unhealthy')).toBe(true);
});
