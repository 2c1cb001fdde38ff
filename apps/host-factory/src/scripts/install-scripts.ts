import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALL_NAMES, type Dialect } from '@hostwright/host-factory-protocol';
import { describeSystemError } from '@hostwright/service/errors';
import { CommandError } from '../cli/command-error.js';
import { registryFiles, type RegistryFile } from './registry-entries.js';
import { renderScript, SCRIPT_MARK, type ScriptConfiguration } from './script-text.js';

/** What {@link installScripts} takes. */
export interface InstallOptions {
  /** Absolute path; made where it does not exist. */
  readonly directory: string;
  readonly dialect: Dialect;
  readonly instance: string;
  readonly lsfType: string;
  readonly programPath: string;
  readonly nodePath: string;
  readonly configuration: ScriptConfiguration | undefined;
  /** Replaces files that somebody else wrote. */
  readonly force: boolean;
  /** Looks whether all could be written, and writes nothing. @default false */
  readonly dryRun?: boolean;
}

/** What was written. */
export interface InstalledScripts {
  readonly scripts: readonly string[];
  readonly registry: readonly (RegistryFile & { readonly path: string })[];
}

const ABSENT_CODES: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);
const SCRIPT_MODE = 0o755;
const FILE_MODE = 0o644;

/** Symphony calls the scripts in `scriptPath`, LSF those in the folder `scripts` below it. */
const SCRIPT_FOLDERS: Readonly<{ [Key in Dialect]: string }> = { symphony: '', lsf: 'scripts' };

/**
 * Writes the five scripts and the registry entries. May be repeated: files that we wrote are replaced.
 *
 * @throws {CommandError} a file of somebody else's is in the way, or nothing can be written; then nothing was
 */
export function installScripts(options: InstallOptions): InstalledScripts {
  const folder = join(options.directory, SCRIPT_FOLDERS[options.dialect]);
  const scripts = CALL_NAMES.map((call) => ({ path: join(folder, `${call}.sh`), text: renderScript({ ...options, call }) }));
  const registry = registryFiles({
    ...options,
    scriptDirectory: options.directory,
    configurationDirectory: options.configuration?.directory,
  }).map((file) => ({ ...file, path: join(options.directory, file.name) }));
  if (!options.force) {
    refuseForeign([
      ...scripts.filter(({ path }) => isForeign(path, isOurScript)),
      ...registry.filter((file) => isForeign(file.path, (text) => isOurEntry(text, options))),
    ]);
  }
  if (options.dryRun !== true)
    writeAll(folder, [
      ...scripts.map((script) => ({ ...script, mode: SCRIPT_MODE })),
      ...registry.map(({ path, text }) => ({ path, text, mode: FILE_MODE })),
    ]);
  return { scripts: scripts.map(({ path }) => path), registry };
}

function writeAll(folder: string, files: readonly { readonly path: string; readonly text: string; readonly mode: number }[]): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const { path, text, mode } of files) replaceFile(path, text, mode);
  } catch (error) {
    throw notWritten(error);
  }
}

function notWritten(error: unknown): CommandError {
  const why = describeSystemError(error)?.text ?? `${(error as Error).message}. Choose a folder that you may write to.`;
  return new CommandError('scripts-not-written', `The scripts cannot be written: ${why}`, { cause: error });
}

/** Whole or not at all: Host Factory may be starting the script right now. */
function replaceFile(path: string, text: string, mode: number): void {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, text);
  chmodSync(fresh, mode);
  renameSync(fresh, path);
}

function refuseForeign(files: readonly { readonly path: string }[]): void {
  if (files.length === 0) return;
  const names = files.map(({ path }) => path).join(', ');
  throw new CommandError(
    'scripts-foreign-files',
    `Not written by us and left alone: ${names}. Choose another folder, or say --force to replace them.`,
  );
}

function isForeign(path: string, isOurs: (text: string) => boolean): boolean {
  try {
    return !isOurs(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (ABSENT_CODES.has(code)) return false;
    if (code === 'EISDIR') return true;
    throw notWritten(error);
  }
}

function isOurScript(text: string): boolean {
  return text.includes(SCRIPT_MARK);
}

/** A site's own registry has other entries too, or points elsewhere. */
function isOurEntry(text: string, { directory }: InstallOptions): boolean {
  const entries = listIn(text);
  return entries.length === 1 && entries.every((entry) => entry.plugin === 'hostwright' || samePath(entry.scriptPath, directory));
}

interface Entry {
  readonly plugin?: unknown;
  readonly scriptPath?: unknown;
}

function listIn(text: string): readonly Entry[] {
  try {
    const { providers, providerplugins } = JSON.parse(text) as { readonly providers?: unknown; readonly providerplugins?: unknown };
    const list = providers ?? providerplugins;
    return Array.isArray(list) ? (list as readonly Entry[]) : [];
  } catch {
    return [];
  }
}

function samePath(path: unknown, directory: string): boolean {
  return typeof path === 'string' && path.replace(/\/+$/, '') === directory.replace(/\/+$/, '');
}
