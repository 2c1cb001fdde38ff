import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTestSite, type TestSite } from '../../../testing/command-line.js';
import { editStore } from '../testing/edit-store.js';
import { lookAt } from '../testing/look-at.js';
import { claim } from './claim.js';
import { fileSystem } from './file-system.js';

const NFS = { disk: () => ({ type: 0x6969, bsize: 1, bavail: 1, files: 0, ffree: 0 }) };

async function sharedSite(how: 'shared' | 'local' = 'shared'): Promise<TestSite> {
  const site = await makeTestSite();
  const file = join(site.directory, 'hostwright.yaml');
  writeFileSync(file, `${readFileSync(file, 'utf8')}\nsharedWorkDirectory: ${how}\n`);
  return site;
}

describe('the claim on a shared work directory', { timeout: 120_000, tags: ['cli.doctor', 'simulated'] }, () => {
  it('is not needed where no other host works', async () => {
    const site = await makeTestSite();
    await editStore(site, (tx) => tx.saveNote('any', 'note'));
    expect(await lookAt(claim, { config: site.directory })).toMatchObject([
      { status: 'ok', message: expect.stringContaining('none is needed') as string },
    ]);
  });

  it('held by this host, or by nobody yet, is no news', async () => {
    const site = await sharedSite();
    await site.run('machines', 'list');
    const [before] = await lookAt(claim, { config: site.directory });
    expect(before?.status).toBe('ok');
    expect((await site.run('store', 'claim', '--take-over')).code).toBe(0);
    expect(await lookAt(claim, { config: site.directory })).toMatchObject([
      { status: 'ok', message: expect.stringContaining('this host holds it') as string },
    ]);
  });

  it('held by another host is told of, with the command that takes it over', async () => {
    const site = await sharedSite();
    process.env['HOST_FACTORY_HOST_ID'] = 'the-other-host';
    try {
      expect((await site.run('store', 'claim', '--take-over')).code).toBe(0);
    } finally {
      delete process.env['HOST_FACTORY_HOST_ID'];
    }
    const [found] = await lookAt(claim, { config: site.directory });
    expect(found).toMatchObject({
      status: 'note',
      message: expect.stringMatching(/requests on this host are refused|takes it over/) as string,
    });
    expect(found?.mend).toMatch(/^host-factory store claim --take-over /);
  });
});

describe('the file system, where the configuration says what it is', { tags: ['cli.doctor', 'simulated'] }, () => {
  it('is told of when a network one is taken for a local disk', async () => {
    const { directory } = await sharedSite('local');
    const [found] = await lookAt(fileSystem, { config: directory, system: NFS });
    expect(found).toMatchObject({
      status: 'note',
      message: expect.stringMatching(/NFS.*treated as a local disk/) as string,
      mend: expect.stringContaining('EDITOR') as string,
    });
  });

  it('is no news when a local disk is taken for a shared one', async () => {
    const { directory } = await sharedSite();
    expect(await lookAt(fileSystem, { config: directory })).toMatchObject([
      { status: 'ok', message: expect.stringContaining('sharedWorkDirectory: shared') as string },
    ]);
  });
});
