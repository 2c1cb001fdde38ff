import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AcquireRequest } from '@hostwright/core';
import { openSqliteStore } from '@hostwright/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SiteFolder } from '../testing/site-folder.js';
import { createDeploymentRecord, type DeploymentRecord, recordDeployment } from './deployment-record.js';
import { locateSite } from './locate.js';
import { STORE_FILE_NAME } from './names.js';
import { settleDeployment } from './settle-deployment.js';
import type { Site } from './types.js';

let folder: SiteFolder;
beforeEach(() => {
  folder = new SiteFolder();
  folder.configure();
});
afterEach(() => folder.remove());

/** The site under an environment that names this work directory. */
function siteAt(workDirectory: string): Site {
  return locateSite({ environment: { HF_PROVIDER_CONFDIR: folder.directory, HF_PROVIDER_WORKDIR: workDirectory } });
}

function record(): DeploymentRecord {
  return JSON.parse(readFileSync(folder.path('deployment.json'), 'utf8')) as DeploymentRecord;
}

const REQUEST: AcquireRequest = {
  kind: 'acquire',
  requestId: 'req-1',
  callId: 'call-1',
  state: 'open',
  outcome: undefined,
  reasons: [],
  createdAtMs: 1,
  endedAtMs: undefined,
  polledAtMs: undefined,
  version: 1,
  connection: 'main',
  template: {
    templateId: 't',
    connection: 'main',
    maxNumber: 1,
    priority: 0,
    attributes: [],
    tags: [],
    userData: undefined,
    options: {},
  },
  tags: [],
  wantedUnits: 1,
  grantedUnits: 1,
  desiredUnits: 1,
  offers: undefined,
  nextOffer: 0,
  deadlineAtMs: 2,
  pollWithinMs: undefined,
};

async function writeStore(workDirectory: string, deploymentId: string, request?: AcquireRequest): Promise<void> {
  mkdirSync(workDirectory, { recursive: true });
  const store = await openSqliteStore({ file: join(workDirectory, STORE_FILE_NAME), deploymentId });
  if (request !== undefined) await store.write((tx) => tx.saveRequest(request));
  await store.close();
}

describe('the record of a deployment', { tags: ['configuration.deployment-record', 'real'] }, () => {
  it('is made at first use, and stays', async () => {
    const site = siteAt(folder.workDirectory);
    const id = await settleDeployment(site);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(record()).toEqual({ deploymentId: id, workDirectory: folder.workDirectory, directory: folder.directory });
    expect(await settleDeployment(site)).toBe(id);
  });

  it('is left to the store where one is there already', async () => {
    await writeStore(folder.workDirectory, 'a'.repeat(32));
    const site = siteAt(folder.workDirectory);
    expect(await settleDeployment(site)).toBeUndefined();
    expect(recordDeployment(site, 'a'.repeat(32))).toBe(true);
    expect(await settleDeployment(site)).toBe('a'.repeat(32));
  });

  it('is never replaced by a second first one', () => {
    const first = { deploymentId: '1'.repeat(32), workDirectory: '/w', directory: folder.directory };
    expect(createDeploymentRecord(folder.directory, first)).toEqual(first);
    expect(createDeploymentRecord(folder.directory, { ...first, deploymentId: '2'.repeat(32) })).toEqual(first);
  });

  it('is missing where the folder cannot be written', () => {
    expect(
      createDeploymentRecord('/proc/self', { deploymentId: '1'.repeat(32), workDirectory: '/w', directory: '/proc/self' }),
    ).toBeUndefined();
  });

  it('moves to another work directory when there is no store in the recorded one', async () => {
    const id = await settleDeployment(siteAt(folder.workDirectory));
    expect(await settleDeployment(siteAt(join(folder.root, 'other')))).toBe(id);
    expect(record()).toEqual({ deploymentId: id, workDirectory: join(folder.root, 'other'), directory: folder.directory });
    expect(existsSync(join(folder.root, 'other'))).toBe(false);
  });

  it('moves when the recorded store has nothing open', async () => {
    const id = (await settleDeployment(siteAt(folder.workDirectory))) ?? '';
    await writeStore(folder.workDirectory, id, { ...REQUEST, state: 'ended', outcome: 'cancelled', endedAtMs: 2 });
    expect(await settleDeployment(siteAt(join(folder.root, 'other')))).toBe(id);
    expect(record().workDirectory).toBe(join(folder.root, 'other'));
  });

  it('stays, and the other work directory is refused, while the recorded store has an open request', async () => {
    const id = (await settleDeployment(siteAt(folder.workDirectory))) ?? '';
    await writeStore(folder.workDirectory, id, REQUEST);
    const other = join(folder.root, 'other');
    const refusal = settleDeployment(siteAt(other));
    await expect(refusal).rejects.toThrow(
      new RegExp(`${other} now, but .*deployment\\.json names ${folder.workDirectory}, and its store has 1 open requests`),
    );
    await expect(refusal).rejects.toMatchObject({ code: 'InvalidConfiguration' });
    expect(record()).toEqual({ deploymentId: id, workDirectory: folder.workDirectory, directory: folder.directory });
  });

  it('does not move to a work directory that belongs to another deployment', async () => {
    const id = await settleDeployment(siteAt(folder.workDirectory));
    const other = join(folder.root, 'other');
    await writeStore(other, 'b'.repeat(32));
    await expect(settleDeployment(siteAt(other))).rejects.toThrow(`its store belongs to another deployment (${'b'.repeat(32)})`);
    expect(record()).toEqual({ deploymentId: id, workDirectory: folder.workDirectory, directory: folder.directory });
  });

  it('stays when the recorded store cannot be read', async () => {
    await settleDeployment(siteAt(folder.workDirectory));
    writeFileSync(join(folder.workDirectory, STORE_FILE_NAME), 'no database at all, but long enough to look at it twice');
    await expect(settleDeployment(siteAt(join(folder.root, 'other')))).rejects.toThrow(/its store cannot be asked/);
    rmSync(join(folder.workDirectory, STORE_FILE_NAME));
    await expect(settleDeployment(siteAt(join(folder.root, 'other')))).resolves.toBeDefined();
  });
});
