import { join } from 'node:path';
import { isStoreError, type ReadTransaction } from '@hostwright/core';
import { openSqliteStore } from '@hostwright/store';
import { invalid } from '../invalid.js';
import { statOf } from '../paths.js';
import { type DeploymentRecord, replaceDeploymentRecord } from './deployment-record.js';
import { RECORD_FILE_NAME, STORE_FILE_NAME } from './names.js';
import type { Site } from './types.js';

/**
 * Moves a deployment to another work directory, when the store in the recorded one has nothing open any more, or does not exist. Two
 * stores in use under one configuration would each take the other's machines for strangers.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`: the recorded store is in use, or cannot be asked
 */
export async function moveDeployment(site: Site, record: DeploymentRecord): Promise<string> {
  const { deploymentId } = record;
  const inUse = await askStore(record.workDirectory, tellUse);
  if (inUse !== undefined) throw invalid('deployment-in-use', refusal(site, record, inUse));
  const foreign = await askStore(site.workDirectory, (tx) => tellForeign(tx, deploymentId));
  if (foreign !== undefined) throw invalid('deployment-in-use', foreignRefusal(site, foreign));
  // What is known of the store's life stays, unless that store is left behind on purpose: one that vanished must be missed.
  const isLeft = statOf(join(record.workDirectory, STORE_FILE_NAME)) !== undefined;
  const { workDirectory, directory } = site;
  replaceDeploymentRecord(directory, isLeft ? { deploymentId, workDirectory, directory } : { ...record, workDirectory, directory });
  return deploymentId;
}

/** Asks the store in a work directory; undefined also when there is none. One that cannot be asked answers with the reason. */
async function askStore(workDirectory: string, ask: (tx: ReadTransaction) => Promise<string | undefined>): Promise<string | undefined> {
  const file = join(workDirectory, STORE_FILE_NAME);
  if (statOf(file) === undefined) return undefined;
  try {
    const store = await openSqliteStore({ file, readOnly: true });
    try {
      return await store.read(ask);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (isStoreError(error)) return `its store cannot be asked (${error.message})`;
    throw error;
  }
}

async function tellUse(tx: ReadTransaction): Promise<string | undefined> {
  const requests = await tx.requests({ states: ['open', 'cancelling'] });
  const machines = await tx.machines({ live: true });
  const intents = await tx.intents({ settled: false });
  if (requests.length + machines.length + intents.length === 0) return undefined;
  return `its store has ${requests.length} open requests, ${machines.length} live machines and ${intents.length} unsettled intents`;
}

async function tellForeign(tx: ReadTransaction, deploymentId: string): Promise<string | undefined> {
  const { deploymentId: stored } = await tx.deployment();
  return stored === deploymentId ? undefined : `its store belongs to another deployment (${stored})`;
}

function refusal(site: Site, record: DeploymentRecord, inUse: string): string {
  return (
    `The work directory is ${site.workDirectory} now, but ${join(site.directory, RECORD_FILE_NAME)} names ${record.workDirectory}, and ${inUse}. ` +
    `Go back to ${record.workDirectory}; or return its machines first, and the new one is taken over by itself.`
  );
}

function foreignRefusal({ directory, workDirectory }: Site, foreign: string): string {
  return `The work directory ${workDirectory} cannot be used for the configuration in ${directory}: ${foreign}. Name a folder of its own.`;
}
