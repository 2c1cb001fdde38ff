import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Site, Variables } from '../configuration/index.js';
import { fillIn } from './fill-in.js';

/** A file that a configuration may be made of. */
export interface ConfigurationText {
  readonly path: string;
  readonly text: string;
  /** What it says; undefined where it cannot be parsed. */
  readonly value: unknown;
}

const NAMES = /\.(?:ya?ml|json)$/i;
/** Of the packages beside a configuration: `file:../plugin.tgz` is no secret there. */
const PACKAGE_FILES = /^(?:(?:package|package-lock|npm-shrinkwrap)\.json|pnpm-(?:lock|workspace)\.yaml)$/;
/** Folders of packages, of hidden things, and where durable state usually lies. */
const NO_CONFIGURATION = /^(?:node_modules|work|\..*)$/;
const MAX_FOLDERS = 50;
const MAX_FILES = 500;
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Every file that a site's configuration may be made of, read as well as it can be, those that it includes as well. Never throws. Others
 * may lie in the folder, too: for what must be hidden, not for what may be shown.
 */
export function readConfigurationFiles(site: FilesOfSite, variables: Variables): readonly ConfigurationText[] {
  const main = readAll(mainFile(site), variables);
  const isBroken = main.some(({ value }) => value === undefined);
  const folders = isBroken ? site.searchDirectories.flatMap((folder) => [folder, ...foldersIn(folder)]) : site.searchDirectories;
  const named = main.flatMap((file) => (file.value === undefined ? namedIn(file, variables) : []));
  return readAll([...mainFile(site), ...named, ...folders.flatMap(filesIn)], variables);
}

/** The settings of a site alone: its configuration file and those that it includes, or the settings files of another system. Never throws. */
export function readSettingsFiles(site: FilesOfSite, variables: Variables): readonly ConfigurationText[] {
  if (site.configurationFile !== undefined) return readAll(mainFile(site), variables);
  return readAll(
    site.searchDirectories.flatMap(filesIn).filter((path) => path.endsWith('_config.json')),
    variables,
  );
}

type FilesOfSite = Pick<Site, 'searchDirectories' | 'configurationFile'>;

function mainFile({ configurationFile }: FilesOfSite): readonly string[] {
  return configurationFile === undefined ? [] : [configurationFile];
}

function readAll(paths: readonly string[], variables: Variables): readonly ConfigurationText[] {
  const found = new Map<string, ConfigurationText>();
  const open = [...paths];
  for (let path = open.shift(); path !== undefined && found.size < MAX_FILES; path = open.shift()) {
    const file = read(path);
    if (file === undefined || found.has(file.path)) continue;
    found.set(file.path, file);
    open.push(...includes(file, variables));
  }
  return [...found.values()];
}

/** Where a configuration that cannot be parsed may have its templates. */
function foldersIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !NO_CONFIGURATION.test(entry.name))
      .map(({ name }) => join(directory, name))
      .slice(0, MAX_FOLDERS);
  } catch {
    return [];
  }
}

/** Files that a configuration names which cannot be parsed: what it includes is among them. */
function namedIn({ path, text }: ConfigurationText, variables: Variables): readonly string[] {
  const names = text.match(/[^\s"',:[\]]{1,200}\.(?:ya?ml|json)\b/g) ?? [];
  return names.slice(0, MAX_FILES).map((name) => resolve(dirname(path), fillIn(name, dirname(path), variables)));
}

function filesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => NAMES.test(name) && !PACKAGE_FILES.test(name))
      .toSorted()
      .map((name) => join(directory, name));
  } catch {
    return [];
  }
}

function read(path: string): ConfigurationText | undefined {
  try {
    const real = realpathSync(path);
    const stats = statSync(real);
    if (!stats.isFile() || stats.size > MAX_BYTES) return undefined;
    const text = readFileSync(real, 'utf8');
    return { path: real, text, value: parse(text) };
  } catch {
    return undefined;
  }
}

/** JSON is YAML as well. Aliases are bounded, so that a bomb of them costs nothing. Of several documents none would count: they are a mistake. */
function parse(text: string): unknown {
  try {
    const [document, another] = parseAllDocuments(text.replace(/^\uFEFF/, ''), { logLevel: 'silent' });
    if (document === undefined || another !== undefined || !('errors' in document) || document.errors.length > 0) return undefined;
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch {
    return undefined;
  }
}

function includes({ path, value }: ConfigurationText, variables: Variables): readonly string[] {
  const list = typeof value === 'object' && value !== null && 'include' in value ? value.include : undefined;
  const names = Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : [];
  return names.map((name) => resolve(dirname(path), fillIn(name, dirname(path), variables)));
}
