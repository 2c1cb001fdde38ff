import { findProgramDirectory } from './program-directory.js';
import { settleDeployment } from './site/settle-deployment.js';
import type { Site, Variables } from './site/types.js';
import { inTurn } from './snapshot/build-turn.js';
import { isFresh, matured } from './snapshot/fingerprint.js';
import { readSnapshot, type Snapshot, writeSnapshot } from './snapshot/snapshot.js';
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
  const current = (): Snapshot | undefined => currentSnapshot(site, origin, options.environment);
  const build = async (): Promise<Snapshot> => {
    const { buildSnapshot } = await import('./read/build-snapshot.js');
    return buildSnapshot({ site, programDirectory, origin, last: readSnapshot(site.workDirectory), environment: options.environment });
  };
  const snapshot = current() ?? (await inTurn(site.workDirectory, { current, build }));
  return toConfiguration(snapshot, site, deploymentId);
}

/** The kept snapshot while it answers the same question and everything that it was made from is unchanged. */
function currentSnapshot(site: Site, origin: string, environment: Variables): Snapshot | undefined {
  const last = readSnapshot(site.workDirectory);
  if (last === undefined || last.provisional || last.origin !== origin || !isFresh(last.fingerprint, environment)) return undefined;
  const fingerprint = matured(last.fingerprint);
  if (fingerprint !== undefined) writeSnapshot(site.workDirectory, { ...last, fingerprint });
  return last;
}

function originOf(site: Site, programDirectory: string): string {
  return JSON.stringify([
    site.searchDirectories,
    site.configurationFile,
    site.configurationFile === undefined && site.providerName,
    programDirectory,
  ]);
}
