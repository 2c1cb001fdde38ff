import { join } from 'node:path';
import { systemRandom } from '@hostwright/core/ports';
import { statOf } from '../paths.js';
import { findCopy } from './copied-folder.js';
import { createDeploymentRecord, type DeploymentRecord, readDeploymentRecord, replaceDeploymentRecord } from './deployment-record.js';
import { DEPLOYMENT_ID_BYTES, STORE_FILE_NAME } from './names.js';
import type { Site } from './types.js';

/**
 * Makes sure that configuration folder and work directory belong together, making the folder's record at first use.
 *
 * @returns the deployment's id; undefined when no record can be written, or none was there and the store in the work directory knows the id
 * @throws {HostFactoryError} `InvalidConfiguration`: the recorded store is another one, and is in use; or the folder is a copy
 */
export async function settleDeployment(site: Site): Promise<string | undefined> {
  const { directory, workDirectory } = site;
  const record = readDeploymentRecord(directory);
  if (record?.workDirectory === workDirectory && record.directory === directory) return record.deploymentId;
  if (record !== undefined) {
    const copied = findCopy(site);
    if (copied !== undefined) throw copied;
    if (record.workDirectory === workDirectory) return followFolder(site, record);
    const { moveDeployment } = await import('./move-deployment.js');
    return moveDeployment(site, record);
  }
  if (statOf(join(workDirectory, STORE_FILE_NAME)) !== undefined) return undefined;
  const created = createDeploymentRecord(directory, {
    deploymentId: systemRandom.hex(DEPLOYMENT_ID_BYTES),
    workDirectory,
    directory,
  });
  if (created === undefined || created.workDirectory === workDirectory) return created?.deploymentId;
  return settleDeployment(site);
}

/** The folder was moved, or its record is of an earlier version. Where it cannot be written, the next call finds the same out again. */
function followFolder({ directory }: Site, record: DeploymentRecord): string {
  replaceDeploymentRecord(directory, { ...record, directory });
  return record.deploymentId;
}
