import { accessSync, constants, lstatSync, readdirSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError } from '../../cli/command-error.js';
import { textProblem } from './text-problem.js';

/** Where a new site may be written. */
export interface Target {
  readonly directory: string;
  /** Folders that have to be made, the outermost first; empty when the folder is there. */
  readonly missing: readonly string[];
}

/** Files that say a folder is configured already: ours, or another host factory's plugin's. */
const CONFIGURED = /^(?:hostwright\.(?:yaml|yml|json)|deployment\.json|.*templates\.(?:json|yaml|yml)|.*prov_config\.json)$/;

/** File systems that the kernel makes up: nothing can be kept there, and some answer in ways that no other file system does. */
const KERNEL_FOLDERS = ['/proc', '/sys', '/dev'];

/**
 * Looks at the folder that a site shall be written into, before anybody is asked anything. Changes nothing.
 *
 * @throws {CommandError} it cannot be, or must not be, used
 */
export function checkTarget(directory: string): Target {
  const problem = textProblem(directory);
  if (problem !== undefined) throw refusal(JSON.stringify(directory), problem);
  const missing = walk(directory);
  const nearest = missing[0] === undefined ? directory : dirname(missing[0]);
  refuseKernelFolder(directory, nearest);
  refuseConfigured(directory, missing);
  try {
    accessSync(nearest, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw refusal(directory, `${nearest} cannot be written (${codeOf(error)})`);
  }
  return { directory, missing };
}

/** Looks at each part of the path, and answers those that are not there yet. */
function walk(directory: string): readonly string[] {
  const parts = partsOf(directory);
  const firstMissing = parts.findIndex((path) => !isUsableFolder(path, directory));
  return firstMissing === -1 ? [] : parts.slice(firstMissing);
}

function partsOf(directory: string): readonly string[] {
  const parent = dirname(directory);
  return parent === directory ? [directory] : [...partsOf(parent), directory];
}

/** Whether the folder is there. One that is there and must not be used is refused. */
function isUsableFolder(path: string, directory: string): boolean {
  const stats = look(path, directory, lstatSync);
  if (stats === undefined) return false;
  if (stats.isSymbolicLink()) refuseBadLink(path, directory, stats);
  else if (!stats.isDirectory()) throw refusal(directory, `${path} is not a folder`);
  return true;
}

/** Whoever owns a link, or what it leads to, decides what becomes of files written there. */
function refuseBadLink(path: string, directory: string, link: Stats): void {
  const end = look(path, directory, statSync);
  const leads = `${path} is a link to ${readlinkSync(path)}`;
  if (end === undefined) throw refusal(directory, `${leads}, which does not exist`);
  if (!end.isDirectory()) throw refusal(directory, `${leads}, which is not a folder`);
  const strange = [link.uid, end.uid].find((uid) => uid !== 0 && uid !== process.geteuid?.());
  if (strange !== undefined) throw refusal(directory, `${leads}, and belongs to another user (uid ${strange})`);
}

function look(path: string, directory: string, ask: (path: string) => Stats): Stats | undefined {
  try {
    return ask(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return undefined;
    throw refusal(directory, `${path} cannot be looked at (${code})`);
  }
}

function refuseKernelFolder(directory: string, nearest: string): void {
  const real = realpathSync(nearest);
  const kernel = KERNEL_FOLDERS.find((folder) => real === folder || real.startsWith(`${folder}/`));
  if (kernel !== undefined) throw refusal(directory, `${kernel} is the kernel's and keeps no files`);
}

function refuseConfigured(directory: string, missing: readonly string[]): void {
  if (missing.length > 0) return;
  const found = listFolder(directory).filter((name) => CONFIGURED.test(name));
  if (found.length === 0) return;
  throw new CommandError(
    'init-already-configured',
    `${directory} is configured already (${found.toSorted().join(', ')}). Choose another folder, or remove these files.`,
  );
}

function listFolder(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    throw refusal(directory, `it cannot be listed (${codeOf(error)})`);
  }
}

function refusal(directory: string, why: string): CommandError {
  return new CommandError('init-not-written', `${directory} cannot be used: ${why}. Choose a folder that you may write to.`);
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}

/** The files of a folder and below, as paths; none where it is not there. */
export function filesBelow(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true, recursive: true }).flatMap((entry) =>
      entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
    );
  } catch {
    return [];
  }
}
