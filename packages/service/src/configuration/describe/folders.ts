import { ENVIRONMENT_VARIABLES } from '@hostwright/host-factory-protocol';
import type { DescribedValue, ValueOrigin } from '../describe-site.js';
import type { MergedConfiguration } from '../include/merge.js';
import { readDeploymentRecord } from '../site/deployment-record.js';
import type { FolderKeys } from '../site/folder-keys.js';
import { RECORD_FILE_NAME } from '../site/names.js';
import type { Site, Variables } from '../site/types.js';
import { fileOrigin } from './origins.js';

/** What folders are found by. */
export interface FoldersInput {
  readonly site: Site;
  readonly configDirectory: string | undefined;
  readonly environment: Variables;
  /** Undefined where another system's files are used in place. */
  readonly merged: MergedConfiguration | undefined;
}

/** The folders of a site, and who named them. */
export function describeFolders(input: FoldersInput): readonly DescribedValue[] {
  const { site, configDirectory } = input;
  const stated: ValueOrigin | undefined = configDirectory === undefined ? undefined : { kind: 'option', option: '--config' };
  return [
    { key: 'configurationDirectory', value: site.directory, origin: stated ?? environmentOrigin(input, 'confDir') ?? DEFAULT },
    { key: 'workDirectory', value: site.workDirectory, origin: folderOrigin(input, 'workDirectory', 'workDir') },
    { key: 'logDirectory', value: site.logDirectory, origin: folderOrigin(input, 'logDirectory', 'logDir') },
    ...deployment(site),
  ];
}

const DEFAULT: ValueOrigin = { kind: 'default' };

/** What Host Factory calls a folder. */
type EnvironmentFolder = 'confDir' | 'workDir' | 'logDir';

function folderOrigin(input: FoldersInput, key: keyof FolderKeys, folder: EnvironmentFolder): ValueOrigin {
  const { site, merged } = input;
  if (merged !== undefined && Object.hasOwn(merged.keys, key)) return fileOrigin(merged, [key]);
  const ofEnvironment = folder === 'workDir' ? site.environment?.workDir : site.environment?.logDir;
  const found = ofEnvironment === site[key] ? environmentOrigin(input, folder) : undefined;
  return found ?? (key === 'workDirectory' ? recordOrigin(site) : undefined) ?? DEFAULT;
}

/** The variable that names a folder: the provider's own one, else that for all providers. */
function environmentOrigin({ site, environment }: FoldersInput, folder: EnvironmentFolder): ValueOrigin | undefined {
  if (site.dialect === undefined) return undefined;
  const names = ENVIRONMENT_VARIABLES[site.dialect];
  const forAll = 'allConfDir' in names ? { confDir: names.allConfDir, workDir: names.allWorkDir, logDir: names.allLogDir } : undefined;
  const candidates = [names[folder], ...(forAll === undefined ? [] : [forAll[folder]])];
  const variable = candidates.find((name) => (environment[name] ?? '') !== '');
  return variable === undefined ? undefined : { kind: 'environment', variable };
}

function recordOrigin({ directory, workDirectory }: Site): ValueOrigin | undefined {
  if (readDeploymentRecord(directory)?.workDirectory !== workDirectory) return undefined;
  return { kind: 'file', file: `${directory}/${RECORD_FILE_NAME}`, line: 1, column: 1, variables: [] };
}

function deployment({ directory }: Site): readonly DescribedValue[] {
  const record = readDeploymentRecord(directory);
  if (record === undefined) return [];
  const origin: ValueOrigin = { kind: 'file', file: `${directory}/${RECORD_FILE_NAME}`, line: 1, column: 1, variables: [] };
  return [{ key: 'deploymentId', value: record.deploymentId, origin }];
}
