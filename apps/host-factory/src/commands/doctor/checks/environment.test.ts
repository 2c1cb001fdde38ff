import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTestSite } from '../../../testing/command-line.js';
import { temporaryFolder } from '../../../testing/temporary-folder.js';
import { lookAt } from '../testing/look-at.js';
import { environment } from './environment.js';

describe("Host Factory's variables", { tags: ['cli.doctor', 'real'] }, () => {
  it('need not be set', async () => {
    expect(await lookAt(environment)).toMatchObject([{ status: 'ok', message: expect.stringContaining('--config') as string }]);
  });

  it('are well when they speak of one deployment that is there', async () => {
    const folder = temporaryFolder();
    const variables = { HF_PROVIDER_NAME: 'inst', HF_PROVIDER_CONFDIR: folder, HF_PROVIDER_WORKDIR: join(folder, 'work') };
    expect(await lookAt(environment, { environment: variables })).toMatchObject([
      { status: 'ok', message: expect.stringMatching(/Symphony.*inst/) as string },
    ]);
  });

  it('are told of when they point nowhere, with what would make or name the folder', async () => {
    const nowhere = join(temporaryFolder(), 'nowhere');
    const [found] = await lookAt(environment, { environment: { PRO_CONF_DIR: nowhere } });
    expect(found).toMatchObject({ status: 'wrong', message: `PRO_CONF_DIR names ${nowhere}, which does not exist` });
    expect(found?.mend).toMatch(/^host-factory init /);
    const { directory } = await makeTestSite();
    const [other] = await lookAt(environment, { config: directory, environment: { PRO_CONF_DIR: nowhere } });
    expect(other?.mend).toMatch(/^export PRO_CONF_DIR=/);
  });

  it('are told of when they name files, relative paths or no instance', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'conf'));
    const findings = await lookAt(environment, {
      environment: {
        HF_PROVIDER_NAME: '../other',
        HF_PROVIDER_CONFDIR: join(folder, 'conf'),
        HF_PROVIDER_WORKDIR: join(folder, 'file'),
        HF_PROVIDER_LOGDIR: 'log',
      },
    });
    expect(findings.map(({ status, message }) => [status, message.split(' ')[0]])).toEqual([
      ['wrong', 'HF_PROVIDER_LOGDIR'],
      ['wrong', 'HF_PROVIDER_WORKDIR'],
      ['wrong', 'HF_PROVIDER_NAME'],
    ]);
    expect(findings[2]?.mend).toBe('export HF_PROVIDER_NAME=other');
  });

  it('are told of when two callers set them', async () => {
    const folder = temporaryFolder();
    const [found] = await lookAt(environment, { environment: { HF_PROVIDER_CONFDIR: folder, PRO_CONF_DIR: folder, PRO_DATA_DIR: folder } });
    expect(found).toMatchObject({ status: 'wrong', mend: 'unset PRO_CONF_DIR PRO_DATA_DIR' });
  });

  it('are told of when they speak of another configuration than --config', async () => {
    const { directory } = await makeTestSite();
    const other = temporaryFolder();
    const variables = { HF_PROVIDER_CONFDIR: other, HF_PROVIDER_WORKDIR: other };
    const [found] = await lookAt(environment, { config: directory, environment: variables });
    expect(found).toMatchObject({ status: 'note', mend: 'unset HF_PROVIDER_CONFDIR HF_PROVIDER_WORKDIR' });
  });

  it('are told of when one was mistyped', async () => {
    const [found] = await lookAt(environment, { environment: { HF_PROVIDER_CONFIDR: '/etc/hostwright' } });
    expect(found).toMatchObject({ status: 'note', mend: 'export HF_PROVIDER_CONFDIR="$HF_PROVIDER_CONFIDR"' });
    expect(await lookAt(environment, { environment: { HF_PROVIDER_OF_THE_SITE: 'x', HF_TOP: '/hf' } })).toMatchObject([{ status: 'ok' }]);
  });

  it('are told of when they name a program that is not there', async () => {
    const [found] = await lookAt(environment, { environment: { HOST_FACTORY_BIN: '/nowhere/bin.js' } });
    expect(found).toMatchObject({ status: 'wrong', mend: 'unset HOST_FACTORY_BIN' });
  });
});
