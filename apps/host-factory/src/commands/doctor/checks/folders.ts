import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { isStoreError } from '@hostwright/core';
import { checkFileSystem } from '@hostwright/store';
import { type Finding, note, ok, type Patient, wrong } from '../finding.js';

const OTHERS_MASK = 0o077;

/** The work directory: there, ours, writable, private, and on a file system that keeps what it acknowledges. */
export function checkWorkDirectory({ site }: Patient): readonly Finding[] {
  const check = 'work directory';
  const { workDirectory } = site;
  const blocked = whyNotWritable(workDirectory);
  if (blocked !== undefined)
    return [wrong(check, `${workDirectory} cannot be written: ${blocked}`, `chown "$(id -un)" ${existing(workDirectory)}`)];
  if (!existsSync(workDirectory)) return [ok(check, `${workDirectory} will be made by the first call`), checkFileSystemOf(workDirectory)];
  const mode = statSync(workDirectory).mode & 0o777;
  const privacy =
    (mode & OTHERS_MASK) === 0
      ? ok(check, workDirectory)
      : note(check, `${workDirectory} may be entered by others (mode ${mode.toString(8)})`, `chmod 700 ${workDirectory}`);
  return [privacy, checkFileSystemOf(workDirectory)];
}

/** Logs are lost where their folder cannot be written; the work goes on. */
export function checkLogDirectory({ site }: Patient): readonly Finding[] {
  const check = 'log directory';
  const blocked = whyNotWritable(site.logDirectory);
  if (blocked === undefined) return [ok(check, site.logDirectory)];
  return [wrong(check, `${site.logDirectory} cannot be written: ${blocked}`, `chown "$(id -un)" ${existing(site.logDirectory)}`)];
}

function checkFileSystemOf(path: string): Finding {
  try {
    checkFileSystem(existing(path));
    return ok('file system', `${existing(path)} is on a local one`);
  } catch (error) {
    if (!isStoreError(error)) throw error;
    return wrong(
      'file system',
      error.message,
      'set workDirectory in hostwright.yaml, or the work path of the provider instance, to a local disk',
    );
  }
}

function whyNotWritable(path: string): string | undefined {
  try {
    accessSync(existing(path), constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  }
}

/** The path, or its nearest parent that is there. */
function existing(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existing(dirname(path));
}
