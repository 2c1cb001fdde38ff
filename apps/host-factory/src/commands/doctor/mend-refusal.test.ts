import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTestSite } from '../../testing/command-line.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { configuration } from './checks/configuration.js';
import { store } from './checks/store.js';
import { lookAt } from './testing/look-at.js';

describe('what mends a configuration that is refused', { tags: ['cli.doctor', 'real'] }, () => {
  it.each<[string, (folder: string) => void, RegExp]>([
    ['a link to nothing', (folder) => symlinkSync('elsewhere', folder), /^mkdir -p .*elsewhere'? && host-factory init .*conf'?$/],
    ['a link to itself', (folder) => symlinkSync(folder, folder), /^rm .*conf'?$/],
    ['a file', (folder) => writeFileSync(folder, ''), /^ls -ld .*conf'? {2}# name the folder/],
    ['not there', () => undefined, /^host-factory init .*conf'?$/],
  ])('whose folder is %s', async (_, make, mend) => {
    const folder = join(temporaryFolder(), 'conf');
    make(folder);
    const stated = await lookAt(configuration, { config: folder });
    expect(stated).toMatchObject([{ status: 'wrong', mend: expect.stringMatching(mend) as string }]);
    expect(await lookAt(configuration, { environment: { HF_PROVIDER_CONFDIR: folder } })).toMatchObject([{ mend: stated[0]?.mend }]);
  });

  it.each<[string, (folder: string) => void, RegExp]>([
    [
      'work directory is a file',
      (folder) => {
        rmSync(join(folder, 'work'), { recursive: true });
        writeFileSync(join(folder, 'work'), '');
      },
      /^mv .*work'? .*work\.old'? /,
    ],
    ['record is spoilt', (folder) => writeFileSync(join(folder, 'deployment.json'), ''), /^mv .*deployment\.json'? .*\.old'? /],
    [
      'configuration file is a folder',
      (folder) => {
        rmSync(join(folder, 'hostwright.yaml'));
        mkdirSync(join(folder, 'hostwright.yaml'));
      },
      /^mv .*hostwright\.yaml'? .*\.old'? /,
    ],
    [
      'record is a folder',
      (folder) => {
        renameSync(join(folder, 'deployment.json'), join(folder, 'other.json'));
        mkdirSync(join(folder, 'deployment.json'));
      },
      /^mv .*deployment\.json'? .*\.old'? /,
    ],
  ])('whose %s', async (_, spoil, mend) => {
    const site = await makeTestSite();
    await site.run('machines', 'list');
    spoil(site.directory);
    const expected = [{ status: 'wrong', mend: expect.stringMatching(mend) as string }];
    expect(await lookAt(configuration, { config: site.directory })).toMatchObject(expected);
    expect(await lookAt(store, { config: site.directory })).toMatchObject(expected);
  });

  it('whose folder is a copy', async () => {
    const site = await makeTestSite();
    await site.run('machines', 'list');
    const copy = join(temporaryFolder(), 'copy');
    cpSync(site.directory, copy, { recursive: true });
    expect(await lookAt(configuration, { config: copy })).toMatchObject([
      { status: 'wrong', mend: expect.stringMatching(/^host-factory config new-deployment --config /) as string },
    ]);
  });
});
