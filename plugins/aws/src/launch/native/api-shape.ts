/**
 * The form of an API's input, as the SDK itself writes it down: a number for text (0), number (1), truth value (2), time (4) and so on,
 * `64 |` one of them for a list; `[3, namespace, name, traits, memberNames, memberShapes]` for a structure, `[1, namespace, name, traits, member]`
 * for a list; `[shape, traits]` for a member with traits; a function for what is looked up later.
 * Source: SDK v3, package @smithy/core, schema.
 */
export type ApiShape = unknown;

/** A structure's members by name; undefined when the shape is none. */
export function membersOf(shape: ApiShape): ReadonlyMap<string, ApiShape> | undefined {
  const plain = resolve(shape);
  if (!Array.isArray(plain) || plain[0] !== 3) return undefined;
  const names: readonly unknown[] = plain[4];
  const shapes: readonly ApiShape[] = plain[5];
  return new Map(names.map((name, index) => [String(name), shapes[index]]));
}

/** A list's element; undefined when the shape is none. */
export function elementOf(shape: ApiShape): ApiShape {
  const plain = resolve(shape);
  if (typeof plain === 'number' && plain >= LIST && plain < MAP) return plain - LIST;
  return Array.isArray(plain) && plain[0] === 1 ? plain[4] : undefined;
}

/** What a value of a simple shape must be; undefined for what JSON cannot hold. */
export function simpleKindOf(shape: ApiShape): 'string' | 'number' | 'boolean' | 'time' | undefined {
  const plain = resolve(shape);
  if (Array.isArray(plain) && plain[0] === 0) return simpleKindOf(plain[4]);
  return typeof plain === 'number' ? SIMPLE[plain] : undefined;
}

const LIST = 64;
const MAP = 128;
const SIMPLE: Readonly<Record<number, 'string' | 'number' | 'boolean' | 'time'>> = { 0: 'string', 1: 'number', 2: 'boolean', 4: 'time' };

function resolve(shape: ApiShape): ApiShape {
  if (typeof shape === 'function') return resolve((shape as () => ApiShape)());
  if (Array.isArray(shape) && shape.length === 2) return resolve(shape[0]);
  return shape;
}
