import { lstatSync, type Stats, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readHostFactoryEnvironment } from '@hostwright/host-factory-protocol';
import { CONFIGURATION_FILE_NAMES, RECORD_FILE_NAME } from '@hostwright/service/configuration';
import { describeError } from '../../cli/describe-error.js';
import { shellWord } from '../../scripts/shell-quote.js';
import { isConfigured } from '../is-configured.js';
import type { Host } from './check.js';
import { danglingLink, whyNotWritable } from './look/blocked.js';
import { whyNotReadable } from './look/unreadable.js';
import { because, edit, hostFactory } from './mend.js';

/** The command that mends a configuration that was not found, or is refused. */
export function mendRefusal(host: Host): string {
  if (!isConfigured(host.context, host.options))
    return because('host-factory init /etc/hostwright', 'makes one; or name yours with --config');
  const blocked = candidates(host)
    .map((path) => whyNotReadable(path, host.system))
    .find((found) => found !== undefined);
  if (blocked !== undefined) return blocked.mend;
  const mend = MENDS[describeError(host.refusal).code]?.(host);
  return mend ?? because(hostFactory(host, 'config', 'validate'), 'names every fault with its line; mend them until it finds none');
}

/** By the code of the refusal. Undefined: what is meant is not where it usually is. */
const MENDS: Readonly<{ [code: string]: (host: Host) => string | undefined }> = {
  'configuration-folder-unusable': mendFolder,
  'configuration-file-unreadable': mendFile,
  'deployment-copied': (host) => because(hostFactory(host, 'config', 'new-deployment'), 'or work with the original'),
  'deployment-record-damaged': mendRecord,
  'work-directory-unusable': mendWorkDirectory,
};

function mendFolder(host: Host): string | undefined {
  const [folder] = folders(host);
  if (folder === undefined) return undefined;
  const stats = statOrNothing(folder);
  if (stats?.isDirectory() === true) return undefined;
  if (stats !== undefined) return because(`ls -ld ${shellWord(folder)}`, 'name the folder that holds the configuration instead');
  const init = `host-factory init ${shellWord(folder)}`;
  const target = danglingLink(folder);
  return target === undefined ? init : `mkdir -p ${shellWord(target)} && ${init}`;
}

/** Something that is no file, or one that is no configuration. */
function mendFile(host: Host): string | undefined {
  const file = folders(host)
    .flatMap((folder) => CONFIGURATION_FILE_NAMES.map((name) => join(folder, name)))
    .find((path) => statOrNothing(path)?.isFile() === false);
  if (file === undefined) return undefined;
  return because(`mv ${shellWord(file)} ${shellWord(`${file}.old`)}`, 'makes room for the configuration file');
}

/** The store in the work directory knows the deployment, too. */
function mendRecord(host: Host): string | undefined {
  const record = folders(host)
    .map((folder) => join(folder, RECORD_FILE_NAME))
    .find((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined);
  if (record === undefined) return undefined;
  return because(
    `mv ${shellWord(record)} ${shellWord(`${record}.old`)}`,
    'the store in the work directory knows the deployment; or put the record of a backup there',
  );
}

/** A file in its place makes room; what the configuration says must otherwise be changed there. */
function mendWorkDirectory(host: Host): string | undefined {
  const stated = readHostFactoryEnvironment(host.context.environment)?.workDir;
  const usual = folders(host).map((folder) => join(folder, 'work'));
  const inTheWay = [...(stated === undefined ? [] : [resolve(stated)]), ...usual].find(
    (path) => statOrNothing(path)?.isDirectory() === false,
  );
  if (inTheWay !== undefined) return whyNotWritable(inTheWay, host.system)?.mend;
  const file = folders(host)
    .flatMap((folder) => CONFIGURATION_FILE_NAMES.map((name) => join(folder, name)))
    .find((path) => statOrNothing(path) !== undefined);
  return file === undefined ? undefined : edit(file, 'workDirectory must name a folder, and the one of the environment');
}

/** The folders that are meant. */
function folders({ context, options }: Host): readonly string[] {
  const named = options.config === undefined ? (readHostFactoryEnvironment(context.environment)?.confDirs ?? []) : [options.config];
  return named.map((folder) => resolve(folder));
}

/** The folders, and the files that would be read in them. */
function candidates(host: Host): readonly string[] {
  return folders(host).flatMap((folder) => [
    folder,
    ...CONFIGURATION_FILE_NAMES.map((name) => join(folder, name)),
    join(folder, RECORD_FILE_NAME),
  ]);
}

function statOrNothing(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
