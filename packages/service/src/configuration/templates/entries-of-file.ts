import { invalid } from '../invalid.js';

/** Keys under which files list their templates: ours and most vendors', and OpenStack's. */
const LIST_KEYS = ['templates', 'Templates'] as const;
const SCHEMA_KEY = '$schema';

/** One entry and where it stands. */
export interface TemplateEntry {
  readonly entry: unknown;
  /** `templates[3]`. */
  readonly place: string;
}

/** What a file with templates holds. */
export interface FileEntries {
  readonly entries: readonly TemplateEntry[];
  /** Keys beside the list. */
  readonly otherKeys: readonly string[];
}

/**
 * The templates of a parsed file: a bare list, or an object with a list of them.
 *
 * @throws {HostFactoryError} `InvalidConfiguration`
 */
export function entriesOfFile(file: string, value: unknown): FileEntries {
  if (Array.isArray(value)) return { entries: numbered(value), otherKeys: [] };
  if (typeof value !== 'object' || value === null)
    throw invalid('configuration-templates', `${file} holds no templates. Write { "templates": [ ... ] }.`);
  const key = LIST_KEYS.find((name) => Object.hasOwn(value, name));
  const list: unknown = key === undefined ? undefined : (value as { readonly [name: string]: unknown })[key];
  if (!Array.isArray(list)) throw invalid('configuration-templates', `${file} has no list "templates". Write { "templates": [ ... ] }.`);
  return { entries: numbered(list), otherKeys: Object.keys(value).filter((name) => name !== key && name !== SCHEMA_KEY) };
}

/** Entries with their places. */
export function numbered(list: readonly unknown[]): readonly TemplateEntry[] {
  return list.map((entry, index) => ({ entry, place: `templates[${index}]` }));
}
