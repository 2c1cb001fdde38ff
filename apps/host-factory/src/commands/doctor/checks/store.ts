import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isStoreError, type StoreErrorKind } from '@hostwright/core';
import { openSiteStore } from '@hostwright/service';
import { STORE_FILE_NAME } from '@hostwright/service/configuration';
import { type Finding, note, ok, type Patient, wrong } from '../finding.js';

/** What mends a store that refuses. */
const MENDS: Readonly<{ [Kind in StoreErrorKind]: string }> = {
  busy: 'host-factory agent status',
  conflict: 'host-factory doctor',
  full: 'df -h: free space where the work directory is',
  'read-only': 'let this user write the work directory and the files in it',
  corrupt: 'restore hostwright.db with its -wal and -shm files from a backup; keep the broken ones',
  'newer-schema': 'install the newer host-factory that has written it',
  'unsupported-file-system': 'set workDirectory to a local disk',
  unavailable: 'compare workDirectory, the environment and deployment.json: they must speak of one deployment',
};

/** The store opens and belongs to this configuration. Changes nothing. */
export async function checkStore({ site, configuration }: Patient): Promise<readonly Finding[]> {
  const file = join(site.workDirectory, STORE_FILE_NAME);
  if (!existsSync(file)) return [ok('store', `${file} will be made by the first call`), ...checkRecord(configuration.deploymentId)];
  try {
    const store = await openSiteStore(configuration, { readOnly: true });
    try {
      const { deploymentId, incarnation } = await store.read((tx) => tx.deployment());
      return [ok('store', `${file}, deployment ${deploymentId}, incarnation ${incarnation}`), ...checkRecord(configuration.deploymentId)];
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!isStoreError(error)) throw error;
    return [wrong('store', error.message, MENDS[error.kind])];
  }
}

/** A lost store can only be told from a new one when the configuration folder knows the deployment, too. */
function checkRecord(deploymentId: string | undefined): readonly Finding[] {
  if (deploymentId !== undefined) return [ok('deployment record', deploymentId)];
  return [
    note(
      'deployment record',
      'the configuration folder cannot be written, so that only the store knows the deployment id',
      'let this user write deployment.json there once, or back the store up',
    ),
  ];
}
