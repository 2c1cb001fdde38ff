import { findProgramDirectory } from './program-directory.js';
import { settleDeployment } from './site/settle-deployment.js';
import type { Site, Variables } from './site/types.js';
import { isFresh, matured } from './snapshot/fingerprint.js';
import { readSnapshot, writeSnapshot } from './snapshot/snapshot.js';
import { toConfiguration } from './snapshot/to-configuration.js';
import type { SiteConfiguration } from './types.js';

/** What {@link loadSiteConfiguration} goes by. */
export interface LoadOptions {
  readonly environment: Variables;
  /** Folder whose package.json names the plugins, unless the configuration names another. @default the running program's */
  readonly programDirectory?: string | undefined;
}

/**
 * Reads a site's configuration and templates. Answers from the snapshot in the work directory while everything that it was made from is
 * unchanged; else loads the parsers and plugins, and renews the snapshot. A template that cannot be used is listed as a problem, and
 * does not keep the others from being used.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`: the configuration file cannot be used, or the deployment record belongs to a store
 *   that is in use elsewhere
 */
export async function loadSiteConfiguration(site: Site, options: LoadOptions): Promise<SiteConfiguration> {
  const deploymentId = await settleDeployment(site);
  const programDirectory = options.programDirectory ?? findProgramDirectory();
  const origin = originOf(site, programDirectory);
  const last = readSnapshot(site.workDirectory);
  if (last !== undefined && !last.provisional && last.origin === origin && isFresh(last.fingerprint, options.environment)) {
    const fingerprint = matured(last.fingerprint);
    if (fingerprint !== undefined) writeSnapshot(site.workDirectory, { ...last, fingerprint });
    return toConfiguration(last, site, deploymentId);
  }
  const { buildSnapshot } = await import('./read/build-snapshot.js');
  const snapshot = await buildSnapshot({ site, programDirectory, origin, last, environment: options.environment });
  return toConfiguration(snapshot, site, deploymentId);
}

function originOf(site: Site, programDirectory: string): string {
  return JSON.stringify([
    site.searchDirectories,
    site.configurationFile,
    site.configurationFile === undefined && site.providerName,
    programDirectory,
  ]);
}
