import { chmodSync, chownSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTestSite, type TestSite } from '../../../testing/command-line.js';
import type { Answer } from '../finding.js';
import { thisSystem } from '../look/system.js';
import { contextWith, lookAt } from '../testing/look-at.js';
import { permissions } from './permissions.js';

/** As for a user who may not write the folder, so that nothing was recorded in it. */
async function lookWithout(site: TestSite, code: string): Promise<readonly Answer[]> {
  const context = contextWith();
  const options = { config: site.directory };
  const services = context.services(options);
  const configuration = { ...(await services.configuration()), deploymentId: undefined };
  const access = (path: string, mode?: number): void => {
    if (path === site.directory && ((mode ?? 0) & 2) !== 0) throw Object.assign(new Error(code), { code });
  };
  const mounts = (): string => '36 35 98:0 / / ro - ext4 source ro\n';
  const system = { ...thisSystem, access, mounts };
  const host = { context, options, system, online: false, site: services.site(), configuration, refusal: undefined };
  return (await permissions.look({ ...host, store: () => Promise.resolve(undefined) })) ?? [];
}

describe('a configuration folder that cannot be written', { tags: ['cli.doctor', 'simulated'] }, () => {
  it('is given to this user, or opened by it; no file is put into it', async () => {
    const site = await makeTestSite();
    const asRoot = process.geteuid?.() === 0;
    if (asRoot) chownSync(site.directory, 65_534, 65_534);
    expect((await lookWithout(site, 'EACCES')).at(-1)).toMatchObject({
      status: 'note',
      message: expect.stringMatching(/deployment\.json cannot be written/) as string,
      mend: expect.stringMatching(asRoot ? /^sudo chown "\$\(id -un\)" .*$/ : /^chmod u\+rwx /) as string,
    });
  });

  it('because of its mount is mounted anew', async () => {
    expect((await lookWithout(await makeTestSite(), 'EROFS')).at(-1)).toMatchObject({
      mend: expect.stringMatching(/^sudo mount -o remount,rw \/ {2}#/) as string,
    });
  });
});

describe('secrets that others may read', { tags: ['cli.doctor', 'real'] }, () => {
  it('are told of with the file that holds them', async () => {
    const { directory } = await makeTestSite();
    const file = join(directory, 'account.json');
    writeFileSync(file, '{"password":"canary-of-many-letters"}');
    chmodSync(file, 0o644);
    chmodSync(join(directory, 'hostwright.yaml'), 0o644);
    const findings = await lookAt(permissions, { config: directory });
    expect(findings).toMatchObject([
      {
        status: 'wrong',
        message: `${file} holds secrets (password) and may be read by others (mode 644)`,
        mend: expect.stringMatching(/^chmod 600 .*account\.json'?$/) as string,
      },
    ]);
  });
});

describe('a link in the configuration folder', { tags: ['cli.doctor', 'real'] }, () => {
  it('that leads back to itself is removed', async () => {
    const { directory } = await makeTestSite();
    symlinkSync('loop-templates.json', join(directory, 'loop-templates.json'));
    expect(await lookAt(permissions, { config: directory })).toContainEqual(
      expect.objectContaining({ status: 'wrong', mend: expect.stringMatching(/^rm .*loop-templates\.json'?$/) as string }),
    );
  });
});
