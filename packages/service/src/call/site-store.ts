import { join } from 'node:path';
import { type Clock, type Store, StoreError, type StoreErrorKind } from '@hostwright/core';
import { openSqliteStore, type SqliteStoreHandle } from '@hostwright/store';
import { recordDeployment, STORE_FILE_NAME, type SiteConfiguration } from '../configuration/index.js';
import { makeFolder } from '../make-folder.js';

/** How a site's store is opened. */
export interface OpenSiteStoreOptions {
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** Opens what is there, and changes nothing. @default false */
  readonly readOnly?: boolean;
}

const OWNER_ONLY_MODE = 0o700;

/** Why a work directory could not be made, in the words of the store. */
const KINDS: Readonly<{ [code: string]: StoreErrorKind }> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EROFS: 'read-only',
};

/**
 * Opens the store of a deployment; makes its work directory, for the owner alone, and a new store where there is none.
 *
 * @throws {StoreError} as `openSqliteStore`; also when the work directory is missing and cannot be made
 */
export async function openSiteStore(configuration: SiteConfiguration, options: OpenSiteStoreOptions = {}): Promise<SqliteStoreHandle> {
  const { workDirectory } = configuration.site;
  if (options.readOnly === true) return openExistingStore(configuration, options);
  makeWorkDirectory(workDirectory);
  const store = await openExistingStore(configuration, options);
  if (configuration.deploymentId === undefined) await adoptStore(configuration, store);
  return store;
}

/** The configuration folder learns whose it is. Where it cannot be written the store alone knows, and `doctor` says so. */
async function adoptStore({ site }: SiteConfiguration, store: Store): Promise<void> {
  const { deploymentId } = await store.read((tx) => tx.deployment());
  recordDeployment(site, deploymentId);
}

/** The same in a work directory that must exist: for an agent, which never makes one anew that somebody removed. */
export async function openExistingStore(configuration: SiteConfiguration, options: OpenSiteStoreOptions = {}): Promise<SqliteStoreHandle> {
  const { deploymentId, site, sharedWorkDirectory, claimSilenceMs } = configuration;
  const store = await openSqliteStore({
    ...options,
    file: join(site.workDirectory, STORE_FILE_NAME),
    sharing: sharedWorkDirectory,
    claimSilenceMs,
    ...(deploymentId !== undefined && { deploymentId }),
  });
  if (store.isNew) await noteNewStore(configuration, store);
  return store;
}

async function noteNewStore({ site }: SiteConfiguration, store: Store): Promise<void> {
  const { recordNewStore } = await import('./new-store.js');
  await recordNewStore(site, store);
}

function makeWorkDirectory(path: string): void {
  try {
    makeFolder(path, OWNER_ONLY_MODE);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    const what = `The work directory ${path} is missing and cannot be made (${code}). Create it, or let its parent folder be written by this user.`;
    throw new StoreError(KINDS[code] ?? 'unavailable', what, { cause });
  }
}
