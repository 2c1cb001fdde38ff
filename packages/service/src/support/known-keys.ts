import { z } from 'zod';
import { configurationSchema } from '../configuration/read/configuration-schema.js';
import { knownKeysAt } from '../configuration/read/json-schema-keys.js';

const SCHEMA = z.toJSONSchema(configurationSchema, { io: 'input' });
/** Stands for any entry of a list. */
const FIRST = 0;

/**
 * Whether our configuration knows what stands under these keys. Settings of a connection are its provider's own, and count as known.
 *
 * @param keys - from the outside to the inside; positions of lists are left out
 */
export function isKnownKey(keys: readonly string[]): boolean {
  if (keys.length === 0) return false;
  let path: readonly PropertyKey[] = [];
  for (const key of keys) {
    const inList = [...path, FIRST];
    if (knownKeysAt(SCHEMA, path).includes(key)) path = [...path, key];
    else if (knownKeysAt(SCHEMA, inList).includes(key)) path = [...inList, key];
    else return path.at(-1) === 'settings';
  }
  return true;
}

const NAMES: ReadonlySet<string> = new Set(namesWithin(SCHEMA));

/** Whether our configuration has a key of this name, wherever it may stand. */
export function isKnownName(name: string): boolean {
  return NAMES.has(name);
}

function namesWithin(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, part]: readonly [string, unknown]) => {
    const names = keyword === 'properties' && typeof part === 'object' && part !== null ? Object.keys(part) : [];
    return [...names, ...namesWithin(part)];
  });
}
