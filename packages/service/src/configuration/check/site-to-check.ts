import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readHostFactoryEnvironment } from '@hostwright/host-factory-protocol';
import { isConfigurationError, type ConfigurationFault, type FaultCode } from '../fault.js';
import { canonicalPath } from '../paths.js';
import { findDirectories } from '../site/find-directories.js';
import { locateSite } from '../site/locate.js';
import { DEFAULT_LOG_DIRECTORY, DEFAULT_WORK_DIRECTORY } from '../site/names.js';
import type { Site, Variables } from '../site/types.js';

/** Where a configuration is looked for. */
export interface Place {
  /** As stated by `--config`; undefined: as the environment says. */
  readonly configDirectory: string | undefined;
  /** A configuration file by any name, or a folder; beats `configDirectory`. */
  readonly file: string | undefined;
  readonly environment: Variables;
}

/** A site whose configuration is to be checked, and what is wrong with where it lies. */
export interface SiteToCheck {
  readonly site: Site;
  readonly faults: readonly ConfigurationFault[];
}

/** Found again when the file is read, and then with line and column. */
const FOUND_AGAIN: ReadonlySet<FaultCode> = new Set(['configuration-missing-variable', 'configuration-malformed-variable']);

/** Finds the site, also where a folder that it names cannot be used. @throws {ConfigurationError} there is no configuration to check */
export function siteToCheck({ configDirectory, file, environment }: Place): SiteToCheck {
  if (file !== undefined && statSync(file, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return { site: siteOf({ directory: dirname(canonicalPath(file)), configurationFile: canonicalPath(file) }), faults: [] };
  }
  const stated = file ?? configDirectory;
  try {
    return { site: locateSite({ configDirectory: stated, environment }), faults: [] };
  } catch (error) {
    if (!isConfigurationError(error)) throw error;
    const directories = findDirectories(stated, readHostFactoryEnvironment(environment));
    return { site: siteOf(directories), faults: error.faults.filter(({ code }) => !FOUND_AGAIN.has(code)) };
  }
}

function siteOf({ directory, ...others }: Pick<Site, 'directory' | 'configurationFile'> & Partial<Site>): Site {
  const workDirectory = join(directory, DEFAULT_WORK_DIRECTORY);
  return {
    directory,
    searchDirectories: [directory],
    workDirectory,
    logDirectory: join(workDirectory, DEFAULT_LOG_DIRECTORY),
    dialect: undefined,
    environment: undefined,
    providerName: undefined,
    ...others,
  };
}
