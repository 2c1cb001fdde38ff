import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ConformanceSubject } from '../subject.js';
import { UsageError } from './arguments.js';

interface Manifest {
  readonly name?: string;
  readonly hostwright?: { readonly conformance?: string };
}

/**
 * Finds and loads the subject of a plugin.
 *
 * @param target - folder or file of the plugin
 * @param stated - file of the subject; undefined: as the nearest package.json names it
 * @throws {UsageError} naming what is missing
 */
export async function loadSubject(target: string, stated: string | undefined): Promise<ConformanceSubject> {
  const file = stated === undefined ? namedByManifest(target) : resolve(stated);
  if (!existsSync(file))
    throw new UsageError(`The subject ${file} does not exist; build the plugin first, or name another with --subject FILE.`);
  const subject = subjectOf(await importFile(file), file);
  if (typeof subject.definition?.id !== 'string') throw new UsageError(`The subject of ${file} has no "definition" of a provider.`);
  return subject;
}

async function importFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new UsageError(`${file} cannot be loaded: ${oneLineOf(cause)}`, { cause });
  }
}

function subjectOf(module: Readonly<Record<string, unknown>>, file: string): ConformanceSubject {
  const subject = module['subject'] ?? module['default'];
  if (typeof subject === 'object' && subject !== null && 'open' in subject && typeof subject.open === 'function')
    return subject as ConformanceSubject;
  throw new UsageError(`${file} exports no subject: export one under the name "subject", made by defineSubject().`);
}

function namedByManifest(target: string): string {
  const start = resolve(target);
  if (!existsSync(start)) throw new UsageError(`There is no plugin at ${start}.`);
  const found = findManifest(statSync(start).isDirectory() ? start : dirname(start));
  if (found === undefined) throw new UsageError(`There is no package.json at or above ${start}; name the subject with --subject FILE.`);
  const named = found.manifest.hostwright?.conformance;
  if (typeof named !== 'string') {
    throw new UsageError(
      `${join(found.folder, 'package.json')} names no subject: add "conformance" to its "hostwright", or say --subject FILE.`,
    );
  }
  return join(found.folder, named);
}

function findManifest(folder: string): { readonly folder: string; readonly manifest: Manifest } | undefined {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return { folder, manifest: readManifest(file) };
  const parent = dirname(folder);
  return parent === folder ? undefined : findManifest(parent);
}

function readManifest(file: string): Manifest {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as Manifest;
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${oneLineOf(cause)}`, { cause });
  }
}

function oneLineOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ');
}
