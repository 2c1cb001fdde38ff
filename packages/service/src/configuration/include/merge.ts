import type { Position } from '../fault.js';
import type { ConfigurationSource } from './configuration-source.js';

/** Lists of which every file adds its own entries; of everything else, the including file's value counts. */
const JOINED_LISTS: ReadonlySet<string> = new Set(['connections', 'templates']);

/** Where a value of the whole configuration was written. */
export interface Place {
  readonly file: string;
  readonly position: Position;
}

/** Several files as one configuration. */
export interface MergedConfiguration {
  /** Included files first, the main one last. */
  readonly sources: readonly ConfigurationSource[];
  readonly keys: Readonly<{ [key: string]: unknown }>;
  /** Where the value of a path stands, or its key; of one that is missing, what is around it. Paths are those of the whole. */
  placeOf(path: readonly PropertyKey[], of: 'key' | 'value'): Place;
}

/** A part of the whole, and where it comes from. */
interface Origin {
  readonly source: ConfigurationSource;
  /** Its path in that file. */
  readonly path: readonly PropertyKey[];
}

/** Origins are noted for keys, and for what is in them. */
const NOTED_DEPTH = 2;

/**
 * Puts files together, later ones over earlier ones: lists of connections and templates are joined, objects are merged key by key, any
 * other value replaces what was there.
 */
export function mergeSources(sources: readonly [ConfigurationSource, ...ConfigurationSource[]]): MergedConfiguration {
  const keys: { [key: string]: unknown } = {};
  const origins = new Map<string, Origin>();
  for (const source of sources) {
    for (const [key, value] of Object.entries(source.keys)) keys[key] = mergeKey(key, keys[key], value, { source, origins });
  }
  const main = sources.at(-1) ?? sources[0];
  const originOf = (path: readonly PropertyKey[]): Origin => {
    for (let length = Math.min(path.length, NOTED_DEPTH); length > 0; length -= 1) {
      const found = origins.get(nameOf(path.slice(0, length)));
      if (found !== undefined) return { source: found.source, path: [...found.path, ...path.slice(length)] };
    }
    return { source: main, path };
  };
  return {
    sources,
    keys,
    placeOf: (path, of) => {
      const { source, path: own } = originOf(path);
      return { file: source.file, position: source.document.placeOf(own, of) };
    },
  };
}

interface Target {
  readonly source: ConfigurationSource;
  readonly origins: Map<string, Origin>;
}

function mergeKey(key: string, before: unknown, value: unknown, { source, origins }: Target): unknown {
  if (JOINED_LISTS.has(key) && Array.isArray(value) && Array.isArray(before)) {
    const earlier: readonly unknown[] = before;
    for (const index of value.keys()) origins.set(nameOf([key, earlier.length + index]), { source, path: [key, index] });
    return [...earlier, ...(value as readonly unknown[])];
  }
  if (isObject(value) && isObject(before)) {
    for (const inner of Object.keys(value)) origins.set(nameOf([key, inner]), { source, path: [key, inner] });
    return { ...before, ...value };
  }
  for (const name of origins.keys()) if (name.startsWith(nameOf([key, '']))) origins.delete(name);
  origins.set(nameOf([key]), { source, path: [key] });
  return value;
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('\0');
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
