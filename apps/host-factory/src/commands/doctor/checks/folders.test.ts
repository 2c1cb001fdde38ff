import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTestSite, type TestSite } from '../../../testing/command-line.js';
import { temporaryFolder } from '../../../testing/temporary-folder.js';
import type { System } from '../look/system.js';
import { lookAt } from '../testing/look-at.js';
import { diskSpace } from './disk-space.js';
import { fileSystem } from './file-system.js';
import { logDirectory } from './log-directory.js';
import { runtimeFolder } from './runtime-folder.js';
import { workDirectory } from './work-directory.js';

const MIB = 1024 * 1024;
const LOCAL = { type: 0xef53, bsize: 1, bavail: 1024 * MIB, files: 100_000, ffree: 50_000 };

async function worked(): Promise<TestSite & { readonly work: string }> {
  const site = await makeTestSite();
  const work = join(site.directory, 'work');
  mkdirSync(work, { mode: 0o700 });
  return { ...site, work };
}

describe('the work directory', { tags: ['cli.doctor', 'real'] }, () => {
  it('is well when it is private, or not made yet', async () => {
    expect(await lookAt(workDirectory, { config: (await makeTestSite()).directory })).toMatchObject([{ status: 'ok' }]);
    expect(await lookAt(workDirectory, { config: (await worked()).directory })).toMatchObject([{ status: 'ok' }]);
  });

  it('that others may enter is told of', async () => {
    const site = await worked();
    chmodSync(site.work, 0o755);
    expect(await lookAt(workDirectory, { config: site.directory })).toMatchObject([
      { status: 'note', message: expect.stringContaining('mode 755') as string, mend: expect.stringContaining('chmod 700') as string },
    ]);
  });

  it('with files of somebody else is told of', async () => {
    const site = await worked();
    // Only root can give files away; everybody's folder of temporary files has files of others in any case.
    const asRoot = process.getuid?.() === 0;
    if (asRoot) {
      writeFileSync(join(site.work, 'hostwright.db-wal'), '');
      chownSync(join(site.work, 'hostwright.db-wal'), 65_534, 65_534);
    } else {
      rmSync(site.work, { recursive: true });
      symlinkSync('/tmp', site.work);
    }
    const findings = await lookAt(workDirectory, { config: site.directory });
    expect(findings.at(-1)).toMatchObject({ status: 'wrong', mend: expect.stringMatching(/^sudo chown -R 0 /) as string });
  });

  it('that is a link to nothing is told of with its target', async () => {
    const site = await makeTestSite();
    const target = join(temporaryFolder(), 'disk', 'work');
    symlinkSync(target, join(site.directory, 'work'));
    const [found] = await lookAt(workDirectory, { config: site.directory });
    expect(found).toMatchObject({ status: expect.stringMatching(/ok|wrong/) as string });
  });
});

describe('the log directory', { tags: ['cli.doctor', 'real'] }, () => {
  it('that cannot be written is told of with its reason', async () => {
    const site = await worked();
    writeFileSync(join(site.work, 'log'), '');
    const [found] = await lookAt(logDirectory, { config: site.directory });
    expect(found).toMatchObject({
      status: 'wrong',
      message: expect.stringMatching(/log is a file/) as string,
      mend: expect.stringMatching(/^mv /) as string,
    });
  });
});

describe('the disk', { tags: ['cli.doctor', 'simulated'] }, () => {
  it.each([
    ['with room', {}, 'ok', /1024 MiB free/],
    ['with little room', { bavail: 100 * MIB }, 'note', /only 100 MiB free/],
    ['without room', { bavail: 3 * MIB }, 'wrong', /3 MiB free/],
    ['with few inodes', { ffree: 500 }, 'note', /500 inodes/],
    ['without inodes', { ffree: 0 }, 'wrong', /0 inodes/],
    ['that makes inodes as it needs them', { files: 0, ffree: 0 }, 'ok', /1024 MiB/],
  ])('%s: %s', async (_, disk, status, message) => {
    const { directory } = await worked();
    const [found] = await lookAt(diskSpace, { config: directory, system: { disk: () => ({ ...LOCAL, ...disk }), mounts: () => '' } });
    expect(found).toMatchObject({ status, message: expect.stringMatching(message) as string });
  });

  it('is this very one otherwise', async () => {
    const { directory } = await worked();
    expect((await lookAt(diskSpace, { config: directory }))[0]?.message).toMatch(/MiB free on \//);
  });
});

describe('the file system', { tags: ['cli.doctor', 'simulated'] }, () => {
  function mountedAs(type: string): Partial<System> {
    return { disk: () => ({ ...LOCAL, type: 0x6573_5546 }), mounts: () => `36 35 98:0 / / rw - ${type} source rw\n` };
  }

  it.each<[string, Partial<System>, string, RegExp]>([
    ['ext4', { disk: () => LOCAL }, 'ok', /local disk/],
    ['NFS', { disk: () => ({ ...LOCAL, type: 0x6969 }) }, 'note', /NFS.*rollback journal.*one host at a time.*PostgreSQL/],
    ['sshfs', mountedAs('fuse.sshfs'), 'note', /fuse\.sshfs.*PostgreSQL/],
    ['a local one through FUSE', mountedAs('fuseblk'), 'ok', /fuseblk/],
  ])('%s is told with what follows from it', async (_, system, status, message) => {
    const { directory } = await worked();
    expect(await lookAt(fileSystem, { config: directory, system })).toMatchObject([
      { status, message: expect.stringMatching(message) as string },
    ]);
  });
});

describe('the runtime folder', { tags: ['cli.doctor', 'real'] }, () => {
  it('is well when it is its owner’s alone, or not made yet', async () => {
    const { directory } = await worked();
    const base = join('/tmp', `hwd-${process.pid}-${Math.random().toString(36).slice(2)}`);
    expect(await lookAt(runtimeFolder, { config: directory, environment: { HOST_FACTORY_RUNTIME_DIR: base } })).toMatchObject([
      { status: 'ok' },
    ]);
  });

  it.each<[string, (base: string) => void, RegExp, RegExp]>([
    ['that others may enter', (base) => chmodSync(base, 0o755), /its mode is 755 and must be 700/, /^chmod 700 /],
    [
      'that is a file',
      (base) => void [rmSync(base, { recursive: true }), writeFileSync(base, '')],
      /no folder of its own, but a file/,
      /^mv /,
    ],
    ['that is a link', (base) => void [rmSync(base, { recursive: true }), symlinkSync('/tmp', base)], /but a link/, /^mv /],
  ])('%s is told of, with the command that mends it', async (_, spoil, message, mend) => {
    const { directory } = await worked();
    const base = join('/tmp', `hwd-${process.pid}-${Math.random().toString(36).slice(2)}`);
    mkdirSync(base, { mode: 0o700 });
    try {
      spoil(base);
      expect(await lookAt(runtimeFolder, { config: directory, environment: { HOST_FACTORY_RUNTIME_DIR: base } })).toMatchObject([
        { status: 'wrong', message: expect.stringMatching(message) as string, mend: expect.stringMatching(mend) as string },
      ]);
    } finally {
      rmSync(base, { recursive: true, force: true });
    }
  });

  it('that depends on where a process starts, or lies on a network file system, is told of', async () => {
    const { directory } = await worked();
    const [relative] = await lookAt(runtimeFolder, { config: directory, environment: { HOST_FACTORY_RUNTIME_DIR: 'run' } });
    expect(relative).toMatchObject({ status: 'wrong', mend: expect.stringContaining('export HOST_FACTORY_RUNTIME_DIR=') as string });
    const nfs = { disk: () => ({ ...LOCAL, type: 0x6969 }) };
    const [remote] = await lookAt(runtimeFolder, { config: directory, system: nfs });
    expect(remote).toMatchObject({ status: 'wrong', message: expect.stringMatching(/NFS, where sockets and locks do not work/) as string });
  });
});
