import { dirname, join, relative, resolve } from 'node:path';
import { type HostFactoryEnvironment, readHostFactoryEnvironment } from '@hostwright/host-factory-protocol';
import { createInterpolation } from '../interpolate.js';
import { invalid } from '../invalid.js';
import { canonicalPath, isInside, statOf } from '../paths.js';
import { readBounded } from '../read-bounded.js';
import { type DeploymentRecord, readDeploymentRecord } from './deployment-record.js';
import { findDirectories, type SiteDirectories } from './find-directories.js';
import { findFolderKeys, type FolderKeys } from './folder-keys.js';
import { DEFAULT_LOG_DIRECTORY, DEFAULT_WORK_DIRECTORY, STORE_FILE_NAME } from './names.js';
import type { Site, Variables } from './types.js';

/** What a site is found by. */
interface LocateInput {
  readonly configDirectory?: string | undefined;
  readonly environment: Variables;
}

/**
 * Finds out where everything of a deployment lies, without reading more of its configuration than two keys.
 *
 * @param input.configDirectory - as stated by `--config`; beats the environment's folder, whose work directory then counts only when it
 *   is the same folder
 * @throws {HostFactoryError} `InvalidConfiguration`: no folder is named, it is missing, or two work directories disagree
 */
export function locateSite(input: LocateInput): Site {
  return locate(input, remembered);
}

/** The same as if nothing had been recorded for the folder: where a new deployment would lie. */
export function locateAnew(input: LocateInput): Site {
  return locate(input, usualWorkDirectory);
}

function locate(input: LocateInput, remember: (directory: string) => string): Site {
  const environment = readHostFactoryEnvironment(input.environment);
  const directories = findDirectories(input.configDirectory, environment);
  const folders = environmentFolders(directories, environment);
  const stated = statedFolders(directories, input.environment);
  const workDirectory = chooseWorkDirectory(directories, folders.workDirectory, stated.workDirectory) ?? remember(directories.directory);
  refuseFile(workDirectory);
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
  const keys = findFolderKeys(configurationFile, readBounded(configurationFile).text);
  const interpolation = createInterpolation(directory, variables);
  const place = (key: keyof FolderKeys): string | undefined => {
    const value = keys[key];
    return value === undefined ? undefined : canonicalPath(resolve(directory, interpolation.text(value, `${configurationFile}: ${key}`)));
  };
  return { workDirectory: place('workDirectory'), logDirectory: place('logDirectory') };
}

function chooseWorkDirectory(
  directories: SiteDirectories,
  ofEnvironment: string | undefined,
  stated: string | undefined,
): string | undefined {
  if (stated !== undefined && ofEnvironment !== undefined && stated !== ofEnvironment) {
    throw invalid(
      'work-directory-unusable',
      `Two work directories: workDirectory of ${directories.configurationFile} is ${stated}, and the environment's is ${ofEnvironment}. ` +
        'Remove workDirectory from the file, or make both the same.',
    );
  }
  return stated ?? ofEnvironment;
}

function usualWorkDirectory(directory: string): string {
  return canonicalPath(join(directory, DEFAULT_WORK_DIRECTORY));
}

function remembered(directory: string): string {
  const usual = usualWorkDirectory(directory);
  const record = readDeploymentRecord(directory);
  if (record === undefined || record.workDirectory === usual) return usual;
  const recorded = record.workDirectory;
  if (statOf(recorded) !== undefined) return recorded;
  const moved = movedAlong(directory, record);
  if (moved !== undefined) return moved;
  if (statOf(join(usual, STORE_FILE_NAME)) !== undefined) {
    throw invalid(
      'work-directory-unusable',
      `The work directory ${recorded} of ${directory}/deployment.json does not exist, but ${usual} holds a store. ` +
        'If the folder was moved, write the new path into deployment.json; else restore the work directory.',
    );
  }
  return recorded;
}

/** The work directory of a folder that was moved with everything in it, whether that directory had been made or not. */
function movedAlong(directory: string, { directory: before, workDirectory }: DeploymentRecord): string | undefined {
  if (before === undefined || before === directory || !isInside(before, workDirectory)) return undefined;
  const moved = canonicalPath(join(directory, relative(before, workDirectory)));
  return statOf(moved) === undefined && statOf(before) !== undefined ? undefined : moved;
}

function refuseFile(workDirectory: string, path = workDirectory): void {
  const stats = statOf(path);
  if (stats === undefined) {
    if (dirname(path) !== path) refuseFile(workDirectory, dirname(path));
  } else if (!stats.isDirectory()) {
    throw invalid(
      'work-directory-unusable',
      `The work directory ${workDirectory} cannot be used: ${path} is a file. Name another folder, or remove the file.`,
    );
  }
}
