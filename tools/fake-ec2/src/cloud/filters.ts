import { invalidParameter } from '../server/api-error.ts';
import type { Params } from '../server/params.ts';
import type { Tag } from './tag-sets.ts';

/** One filter of a request: any of its patterns may match. */
export interface Filter {
  readonly name: string;
  readonly matches: (value: string) => boolean;
}

/** @param list - the name of the list, `Filter` but for the older calls */
export function readFilters(params: Params, list = 'Filter'): readonly Filter[] {
  return params.structs(list).map((filter) => ({ name: filter.required('Name'), matches: patternsOf(valuesOf(filter)) }));
}

function valuesOf(filter: Params): readonly string[] {
  const values = filter.texts('Value');
  return values.length > 0 ? values : filter.texts('Values');
}

/** `*` stands for any characters, `?` for one; a backslash takes the meaning away. Source: EC2 user guide, "List and filter using the CLI and API". */
function patternsOf(values: readonly string[]): (value: string) => boolean {
  const exact = new Set(values.filter((value) => !/[*?\\]/.test(value)));
  const patterns = values.filter((value) => /[*?\\]/.test(value)).map(patternOf);
  return (value) => exact.has(value) || patterns.some((pattern) => pattern.test(value));
}

function patternOf(value: string): RegExp {
  const source = value.replace(
    /\\([\s\S])|([*?])|([\s\S])/g,
    (_all, escaped: string | undefined, wild: string | undefined, plain: string | undefined) => {
      if (wild !== undefined) return wild === '*' ? '[\\s\\S]*' : '[\\s\\S]';
      return (escaped ?? plain ?? '').replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
    },
  );
  return new RegExp(`^${source}$`);
}

/** How one kind of thing answers filters. */
export interface Filterable<T> {
  readonly tags: (item: T) => readonly Tag[];
  /** By the name of the filter; undefined and an empty list match nothing. */
  readonly fields: Readonly<Record<string, (item: T) => string | readonly string[] | undefined>>;
}

/** @throws {ApiError} InvalidParameterValue for a filter that the call does not have */
export function filterItems<T>(items: Iterable<T>, filters: readonly Filter[], { tags, fields }: Filterable<T>): readonly T[] {
  const tests = filters.map((filter) => tagTest(filter, tags) ?? fieldTest(filter, fields));
  return [...items].filter((item) => tests.every((test) => test(item)));
}

function tagTest<T>({ name, matches }: Filter, tags: Filterable<T>['tags']): ((item: T) => boolean) | undefined {
  const test = tagSetTest({ name, matches });
  return test === undefined ? undefined : (item) => test(tags(item));
}

/** The test of a `tag:KEY`, `tag-key` or `tag-value` filter; undefined for any other. */
export function tagSetTest({ name, matches }: Filter): ((tags: readonly Tag[]) => boolean) | undefined {
  if (name.startsWith('tag:')) return (tags) => tags.some(({ key, value }) => key === name.slice('tag:'.length) && matches(value));
  if (name === 'tag-key') return (tags) => tags.some(({ key }) => matches(key));
  if (name === 'tag-value') return (tags) => tags.some(({ value }) => matches(value));
  return undefined;
}

function fieldTest<T>({ name, matches }: Filter, fields: Filterable<T>['fields']): (item: T) => boolean {
  const field = fields[name];
  if (field === undefined) throw invalidParameter(`The filter '${name}' is invalid`);
  return (item) => [field(item) ?? []].flat().some(matches);
}
