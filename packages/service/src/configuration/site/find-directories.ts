import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ENVIRONMENT_VARIABLES, type HostFactoryEnvironment } from '@hostwright/host-factory-protocol';
import { invalid, tellSystemError } from '../invalid.js';
import { canonicalPath, statOf } from '../paths.js';
import { listFiles } from '../patterns.js';
import { CONFIGURATION_FILE_NAMES, RECORD_FILE_NAME, VENDOR_FILE_PATTERNS } from './names.js';

/** Which folders a deployment is configured in. */
export interface SiteDirectories {
  readonly directory: string;
  readonly searchDirectories: readonly string[];
  readonly configurationFile: string | undefined;
  /** Whether the environment speaks of this very folder, so that its other folders count, too. */
  readonly ownedByEnvironment: boolean;
}

/** Finds the configuration folder: the stated one, else the environment's. */
export function findDirectories(stated: string | undefined, environment: HostFactoryEnvironment | undefined): SiteDirectories {
  const candidates = stated === undefined ? environmentFolders(environment) : statedFolders(stated, environment);
  const searchDirectories = [...new Set(candidates.paths.filter(isFolder).map(realFolder))];
  const [first] = searchDirectories;
  if (first === undefined) throw invalid('configuration-folder-unusable', missingFolder(candidates.paths));
  const configurationFile = findConfigurationFile(searchDirectories);
  return {
    directory: configurationFile?.directory ?? searchDirectories.find(hasSiteFiles) ?? first,
    searchDirectories,
    configurationFile: configurationFile?.path,
    ownedByEnvironment: candidates.ownedByEnvironment,
  };
}

interface Candidates {
  readonly paths: readonly string[];
  readonly ownedByEnvironment: boolean;
}

function environmentFolders(environment: HostFactoryEnvironment | undefined): Candidates {
  if (environment === undefined) throw invalid('configuration-not-found', NO_FOLDER);
  if (environment.confDirs.length === 0) {
    const { providerName, confDir } = ENVIRONMENT_VARIABLES.symphony;
    throw invalid(
      'configuration-not-found',
      `The environment names a provider instance (${providerName}) but no configuration folder. Set ${confDir} to it.`,
    );
  }
  return { paths: environment.confDirs.map((path) => resolve(path)), ownedByEnvironment: true };
}

/** A folder of LSF's is looked into as LSF's scripts do it, whichever of its two halves is stated. */
function statedFolders(stated: string, environment: HostFactoryEnvironment | undefined): Candidates {
  const path = canonicalPath(stated);
  const confDirs = environment?.confDirs ?? [];
  if (confDirs.some((confDir) => canonicalPath(confDir) === path))
    return { paths: confDirs.map((confDir) => resolve(confDir)), ownedByEnvironment: true };
  return { paths: existsSync(path) ? [path, join(path, 'conf')] : [path], ownedByEnvironment: confDirs.length === 0 };
}

function isFolder(path: string): boolean {
  const stats = statOf(path);
  if (stats === undefined) return false;
  if (stats.isDirectory()) return true;
  throw invalid(
    'configuration-folder-unusable',
    `The configuration folder ${path} is a file. Name the folder that holds the configuration.`,
  );
}

function realFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    throw invalid('configuration-folder-unusable', `The configuration folder ${path} cannot be opened: ${tellSystemError(error)}.`, error);
  }
}

function findConfigurationFile(directories: readonly string[]): { readonly directory: string; readonly path: string } | undefined {
  for (const directory of directories) {
    const paths = CONFIGURATION_FILE_NAMES.map((name) => join(directory, name)).filter((path) => statOf(path) !== undefined);
    const [path, other] = paths;
    if (other !== undefined) throw invalid('configuration-duplicate', `${path} and ${other} are both there. Keep one of them.`);
    if (path !== undefined && statOf(path)?.isFile() === false)
      throw invalid('configuration-file-unreadable', `${path} is no file. Put a file there, or remove it.`);
    if (path !== undefined) return { directory, path };
  }
  return undefined;
}

function hasSiteFiles(directory: string): boolean {
  return listFiles(directory, [RECORD_FILE_NAME, ...VENDOR_FILE_PATTERNS]).names.length > 0;
}

const NO_FOLDER =
  `No configuration folder: neither Symphony's ${ENVIRONMENT_VARIABLES.symphony.confDir} nor LSF's ${ENVIRONMENT_VARIABLES.lsf.confDir} is set. ` +
  'Set the one of your Host Factory, or give --config DIR.';

function missingFolder(paths: readonly string[]): string {
  return `The configuration folder ${paths.join(' or ')} does not exist. Make it with "host-factory init", or name another one.`;
}
