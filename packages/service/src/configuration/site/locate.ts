import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type HostFactoryEnvironment, readHostFactoryEnvironment } from '@hostwright/host-factory-protocol';
import { createInterpolation } from '../interpolate.js';
import { invalid, tellSystemError } from '../invalid.js';
import { canonicalPath, statOf } from '../paths.js';
import { readDeploymentRecord } from './deployment-record.js';
import { findDirectories, type SiteDirectories } from './find-directories.js';
import { findFolderKeys, type FolderKeys } from './folder-keys.js';
import { DEFAULT_LOG_DIRECTORY, DEFAULT_WORK_DIRECTORY, STORE_FILE_NAME } from './names.js';
import type { Site, Variables } from './types.js';

/**
 * Finds out where everything of a deployment lies, without reading more of its configuration than two keys.
 *
 * @param input.configDirectory - as stated by `--config`; beats the environment's folder, whose work directory then counts only when it
 *   is the same folder
 * @throws {HostFactoryError} `InvalidConfiguration`: no folder is named, it is missing, or two work directories disagree
 */
export function locateSite(input: { readonly configDirectory?: string | undefined; readonly environment: Variables }): Site {
  const environment = readHostFactoryEnvironment(input.environment);
  const directories = findDirectories(input.configDirectory, environment);
  const folders = environmentFolders(directories, environment);
  const stated = statedFolders(directories, input.environment);
  const workDirectory = chooseWorkDirectory(directories, folders.workDirectory, stated.workDirectory);
  return {
    directory: directories.directory,
    searchDirectories: directories.searchDirectories,
    configurationFile: directories.configurationFile,
    workDirectory,
    logDirectory: stated.logDirectory ?? folders.logDirectory ?? join(workDirectory, DEFAULT_LOG_DIRECTORY),
    dialect: environment?.dialect,
    environment,
    providerName: environment?.providerName,
  };
}

function environmentFolders({ ownedByEnvironment }: SiteDirectories, environment: HostFactoryEnvironment | undefined): FolderKeys {
  const pick = (path: string | undefined): string | undefined =>
    ownedByEnvironment && path !== undefined ? canonicalPath(path) : undefined;
  return { workDirectory: pick(environment?.workDir), logDirectory: pick(environment?.logDir) };
}

function statedFolders({ directory, configurationFile }: SiteDirectories, variables: Variables): FolderKeys {
  if (configurationFile === undefined) return { workDirectory: undefined, logDirectory: undefined };
  const keys = findFolderKeys(configurationFile, readText(configurationFile));
  const interpolation = createInterpolation(directory, variables);
  const place = (key: keyof FolderKeys): string | undefined => {
    const value = keys[key];
    return value === undefined ? undefined : canonicalPath(resolve(directory, interpolation.text(value, `${configurationFile}: ${key}`)));
  };
  return { workDirectory: place('workDirectory'), logDirectory: place('logDirectory') };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw invalid(`${path} cannot be read: ${tellSystemError(error)}. Put a file there that this user may read.`, error);
  }
}

function chooseWorkDirectory(directories: SiteDirectories, ofEnvironment: string | undefined, stated: string | undefined): string {
  if (stated !== undefined && ofEnvironment !== undefined && stated !== ofEnvironment) {
    throw invalid(
      `Two work directories: workDirectory of ${directories.configurationFile} is ${stated}, and the environment's is ${ofEnvironment}. ` +
        'Remove workDirectory from the file, or make both the same.',
    );
  }
  const workDirectory = stated ?? ofEnvironment ?? remembered(directories.directory);
  refuseFile(workDirectory);
  return workDirectory;
}

function remembered(directory: string): string {
  const usual = canonicalPath(join(directory, DEFAULT_WORK_DIRECTORY));
  const recorded = readDeploymentRecord(directory)?.workDirectory;
  if (recorded === undefined || recorded === usual) return usual;
  if (statOf(recorded) === undefined && statOf(join(usual, STORE_FILE_NAME)) !== undefined) {
    throw invalid(
      `The work directory ${recorded} of ${directory}/deployment.json does not exist, but ${usual} holds a store. ` +
        'If the folder was moved, write the new path into deployment.json; else restore the work directory.',
    );
  }
  return recorded;
}

function refuseFile(workDirectory: string, path = workDirectory): void {
  const stats = statOf(path);
  if (stats === undefined) {
    if (dirname(path) !== path) refuseFile(workDirectory, dirname(path));
  } else if (!stats.isDirectory()) {
    throw invalid(`The work directory ${workDirectory} cannot be used: ${path} is a file. Name another folder, or remove the file.`);
  }
}
