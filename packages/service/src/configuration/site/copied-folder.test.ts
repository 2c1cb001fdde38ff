import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '@hostwright/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newDeployment } from '../new-deployment.js';
import { SiteFolder } from '../testing/site-folder.js';
import type { DeploymentRecord } from './deployment-record.js';
import { locateSite } from './locate.js';
import { settleDeployment } from './settle-deployment.js';

let folder: SiteFolder;
let other: string;
beforeEach(() => {
  folder = new SiteFolder();
  folder.configure();
  other = join(folder.root, 'other');
});
afterEach(() => folder.remove());

function settle(configDirectory: string): Promise<string | undefined> {
  return settleDeployment(locateSite({ configDirectory, environment: {} }));
}

function record(directory: string): DeploymentRecord {
  return JSON.parse(readFileSync(join(directory, 'deployment.json'), 'utf8')) as DeploymentRecord;
}

async function writeStore(workDirectory: string, deploymentId: string | undefined): Promise<void> {
  mkdirSync(workDirectory, { recursive: true });
  const store = await openSqliteStore({ file: join(workDirectory, 'hostwright.db'), ...(deploymentId !== undefined && { deploymentId }) });
  await store.close();
}

describe('a configuration folder that was copied', { tags: ['configuration.copied-folder', 'real'] }, () => {
  it('is refused while the original is there, and the original goes on', async () => {
    const id = await settle(folder.directory);
    cpSync(folder.directory, other, { recursive: true });
    const refusal = settle(other);
    await expect(refusal).rejects.toThrow(
      `${other} is a copy of ${folder.directory}: deployment.json in both names the same store. Give the copy a deployment of its own with "host-factory config new-deployment --config ${other}"`,
    );
    await expect(refusal).rejects.toMatchObject({ faultCode: 'deployment-copied' });
    expect(await settle(folder.directory)).toBe(id);
  });

  it('is found out by a record that does not name its folder, too', async () => {
    await settle(folder.directory);
    const { directory: _directory, ...old } = record(folder.directory);
    writeFileSync(folder.path('deployment.json'), JSON.stringify(old));
    cpSync(folder.directory, other, { recursive: true });
    await expect(settle(other)).rejects.toMatchObject({ faultCode: 'deployment-copied' });
    expect(await settle(folder.directory)).toBe(old.deploymentId);
    expect(record(folder.directory).directory).toBe(folder.directory);
  });

  it('gets a deployment of its own by command', async () => {
    const id = await settle(folder.directory);
    cpSync(folder.directory, other, { recursive: true });
    const made = await newDeployment({ configDirectory: other, environment: {} });
    expect(made).toMatchObject({ directory: other, workDirectory: join(other, 'work') });
    expect(made.deploymentId).not.toBe(id);
    expect([await settle(other), await settle(folder.directory)]).toEqual([made.deploymentId, id]);
  });

  it('gets none over a store that was copied along, which stays', async () => {
    await writeStore(folder.workDirectory, await settle(folder.directory));
    cpSync(folder.directory, other, { recursive: true });
    const work = join(other, 'work');
    await expect(newDeployment({ configDirectory: other, environment: {} })).rejects.toThrow(`Put it aside ("mv ${work} ${work}.copied")`);
    expect(existsSync(join(work, 'hostwright.db'))).toBe(true);
    renameSync(work, `${work}.copied`);
    await expect(newDeployment({ configDirectory: other, environment: {} })).resolves.toMatchObject({ workDirectory: work });
  });

  it('is the only kind of folder that gets one: an original would forget its machines', async () => {
    const id = await settle(folder.directory);
    await expect(newDeployment({ configDirectory: folder.directory, environment: {} })).rejects.toThrow(/is no copy of another/);
    expect(record(folder.directory).deploymentId).toBe(id);
  });
});

describe('a configuration folder that was moved', { tags: ['configuration.copied-folder', 'real'] }, () => {
  it('keeps its deployment, and takes the work directory in it along', async () => {
    const id = await settle(folder.directory);
    await writeStore(folder.workDirectory, id);
    renameSync(folder.directory, other);
    expect(locateSite({ configDirectory: other, environment: {} }).workDirectory).toBe(join(other, 'work'));
    expect(await settle(other)).toBe(id);
    expect(record(other)).toMatchObject({ deploymentId: id, workDirectory: join(other, 'work'), directory: other });
  });

  it('leaves a work directory elsewhere where it is', async () => {
    const work = join(folder.root, 'elsewhere');
    folder.configure({ workDirectory: work });
    const id = await settle(folder.directory);
    renameSync(folder.directory, other);
    expect(await settle(other)).toBe(id);
    expect(record(other)).toMatchObject({ workDirectory: work, directory: other });
  });

  it('may be found over a link from its old place', async () => {
    const id = await settle(folder.directory);
    renameSync(folder.directory, other);
    symlinkSync(other, folder.directory);
    expect([await settle(folder.directory), await settle(other)]).toEqual([id, id]);
    rmSync(folder.directory);
  });

  it('is no copy of what lies at its old place by now', async () => {
    const id = await settle(folder.directory);
    renameSync(folder.directory, other);
    mkdirSync(folder.directory);
    folder.configure();
    const newId = await settle(folder.directory);
    expect(newId).not.toBe(id);
    expect(await settle(other)).toBe(id);
  });
});
