import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { invalid, tellSystemError } from './invalid.js';

/** Files that a configuration names by patterns, and a listing of them that can be taken again. */
export interface Listing {
  readonly directory: string;
  readonly patterns: readonly string[];
  /** Paths relative to `directory`, in the order of the patterns and then by name, each once. */
  readonly names: readonly string[];
}

/** What is wrong with a pattern; undefined when it can be used. */
export function patternProblem(pattern: string): string | undefined {
  const segments = pattern.split('/');
  if (pattern.startsWith('/') || segments.includes('..'))
    return 'it leads out of the configuration folder; write it relative to the folder, without ".."';
  if (segments.some((segment) => segment === '' || segment === '.')) return 'it has an empty or "." part; write it like "templates/*.json"';
  if (pattern.includes('**')) return '"**" is not supported; name each folder, for example "templates/*.json"';
  return undefined;
}

/**
 * Lists the files that match. `*` and `?` stand for any characters of one part of a path, and do not match a leading dot. A folder that
 * does not exist counts as empty.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`: a folder cannot be read. To take it for empty would make Host Factory forget its templates
 */
export function listFiles(directory: string, patterns: readonly string[]): Listing {
  const names = new Set<string>();
  for (const pattern of patterns) {
    for (const name of expand(directory, '', pattern.split('/'))) names.add(name);
  }
  return { directory, patterns, names: [...names] };
}

function expand(directory: string, base: string, segments: readonly string[]): readonly string[] {
  const [segment = '', ...rest] = segments;
  const found = matchingEntries(join(directory, base), segment).map((name) => (base === '' ? name : `${base}/${name}`));
  return rest.length === 0 ? found : found.flatMap((name) => expand(directory, name, rest));
}

function matchingEntries(folder: string, segment: string): readonly string[] {
  const matcher = matcherOf(segment);
  try {
    return readdirSync(folder)
      .filter((name) => matcher.test(name))
      .toSorted();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw invalid(
      'configuration-file-unreadable',
      `The folder ${folder} cannot be listed: ${tellSystemError(error)}. Give this user access to it.`,
      error,
    );
  }
}

function matcherOf(segment: string): RegExp {
  const body = segment.replace(/[.*+?^${}()|[\]\\]/g, (character) => WILDCARDS[character] ?? `\\${character}`);
  return new RegExp(`^${/^[*?]/.test(segment) ? '(?!\\.)' : ''}${body}$`, 's');
}

const WILDCARDS: Readonly<{ [character: string]: string }> = { '*': '.*', '?': '.' };
