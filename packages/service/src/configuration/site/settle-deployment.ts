import { join } from 'node:path';
import { systemRandom } from '@hostwright/core/ports';
import { statOf } from '../paths.js';
import { createDeploymentRecord, readDeploymentRecord } from './deployment-record.js';
import { STORE_FILE_NAME } from './names.js';
import type { Site } from './types.js';

const DEPLOYMENT_ID_BYTES = 16;

/**
 * Makes sure that configuration folder and work directory belong together, making the folder's record at first use.
 *
 * @returns the deployment's id; undefined when no record can be written, or none was there and the store in the work directory knows the id
 * @throws {HostFactoryError} `InvalidConfiguration`: the recorded store is another one, and is in use
 */
export async function settleDeployment(site: Site): Promise<string | undefined> {
  const { directory, workDirectory } = site;
  const record = readDeploymentRecord(directory);
  if (record?.workDirectory === workDirectory) return record.deploymentId;
  if (record !== undefined) {
    const { moveDeployment } = await import('./move-deployment.js');
    return moveDeployment(site, record);
  }
  if (statOf(join(workDirectory, STORE_FILE_NAME)) !== undefined) return undefined;
  const created = createDeploymentRecord(directory, { deploymentId: systemRandom.hex(DEPLOYMENT_ID_BYTES), workDirectory });
  if (created === undefined || created.workDirectory === workDirectory) return created?.deploymentId;
  return settleDeployment(site);
}
