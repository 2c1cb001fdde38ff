import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Site } from '../configuration/index.js';

/** A file that a configuration may be made of. */
export interface ConfigurationText {
  readonly path: string;
  readonly text: string;
  /** What it says; undefined where it cannot be parsed. */
  readonly value: unknown;
}

const NAMES = /\.(?:ya?ml|json)$/i;
const MAX_FILES = 500;
const MAX_BYTES = 4 * 1024 * 1024;

/** Every file that a site's configuration may be made of, read as well as it can be, those that it includes as well. Never throws. */
export function readConfigurationFiles(site: Pick<Site, 'searchDirectories' | 'configurationFile'>): readonly ConfigurationText[] {
  const found = new Map<string, ConfigurationText>();
  const open = [...(site.configurationFile === undefined ? [] : [site.configurationFile]), ...site.searchDirectories.flatMap(filesIn)];
  for (let path = open.shift(); path !== undefined && found.size < MAX_FILES; path = open.shift()) {
    const file = read(path);
    if (file === undefined || found.has(file.path)) continue;
    found.set(file.path, file);
    open.push(...includes(file));
  }
  return [...found.values()];
}

function filesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => NAMES.test(name))
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

/** JSON is YAML as well. Aliases are bounded, so that a bomb of them costs nothing. */
function parse(text: string): unknown {
  try {
    const [document] = parseAllDocuments(text.replace(/^\uFEFF/, ''), { logLevel: 'silent' });
    if (document === undefined || !('errors' in document) || document.errors.length > 0) return undefined;
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch {
    return undefined;
  }
}

function includes({ path, value }: ConfigurationText): readonly string[] {
  const list = typeof value === 'object' && value !== null && 'include' in value ? value.include : undefined;
  return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string').map((entry) => resolve(dirname(path), entry)) : [];
}
