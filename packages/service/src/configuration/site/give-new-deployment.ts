import { join } from 'node:path';
import { systemRandom } from '@hostwright/core/ports';
import { invalid } from '../invalid.js';
import { statOf } from '../paths.js';
import { findCopy } from './copied-folder.js';
import type { NewDeployment } from '../new-deployment.js';
import { replaceDeploymentRecord } from './deployment-record.js';
import { locateAnew } from './locate.js';
import { DEPLOYMENT_ID_BYTES, RECORD_FILE_NAME, STORE_FILE_NAME } from './names.js';
import type { Variables } from './types.js';

/**
 * Makes a copied configuration folder a deployment of its own, with an empty store. Machines stay with the original.
 *
 * @throws {ConfigurationError} the folder is no copy, its work directory holds a store, or it cannot be written
 */
export function giveNewDeployment(input: { readonly configDirectory: string | undefined; readonly environment: Variables }): NewDeployment {
  const { directory, workDirectory } = locateAnew(input);
  if (findCopy({ directory }) === undefined) {
    throw invalid(
      'deployment-in-use',
      `${directory} is no copy of another configuration folder: a new deployment would forget its machines. Nothing was changed; copy the folder first if you want a second deployment.`,
    );
  }
  if (statOf(join(workDirectory, STORE_FILE_NAME)) !== undefined) {
    throw invalid(
      'deployment-in-use',
      `The work directory ${workDirectory} holds a store already. Put it aside ("mv ${workDirectory} ${workDirectory}.copied"), or name another workDirectory; then repeat this.`,
    );
  }
  const record = { deploymentId: systemRandom.hex(DEPLOYMENT_ID_BYTES), workDirectory, directory };
  if (replaceDeploymentRecord(directory, record)) return record;
  throw invalid(
    'configuration-folder-unusable',
    `${join(directory, RECORD_FILE_NAME)} cannot be written. Give this user write access to the folder.`,
  );
}
