import { ProtocolError } from '../protocol-error.js';

/** A JSON object as parsed. Read it with {@link field}: its keys come from outside. */
export type JsonObject = Readonly<{ [key: string]: unknown }>;

/** The value of the object's own key, never of a prototype's; `null` counts as absent. */
export function field(object: JsonObject, key: string): unknown {
  if (!Object.hasOwn(object, key)) return undefined;
  return object[key] ?? undefined;
}

/** Whether `value` is an object in JSON's sense: no list, no null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws {ProtocolError} `wrong-type` when the value is not an object */
export function objectAt(value: unknown, path: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw wrongType(value, path, 'an object is needed');
}

/** The text of an optional key; undefined when it is absent or empty. @throws {ProtocolError} `wrong-type` for anything but text */
export function optionalText(object: JsonObject, key: string, path: string): string | undefined {
  const value = field(object, key);
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw wrongType(value, `${path}.${key}`, 'text is needed');
}

/** A list as it is, or a single entry as a list of one: Host Factory's documents print the one and its traffic shows the other. */
export function oneOrMore(value: unknown, path: string): readonly { readonly entry: unknown; readonly path: string }[] {
  if (Array.isArray(value)) return value.map((entry: unknown, index) => ({ entry, path: `${path}[${index}]` }));
  return [{ entry: value, path }];
}

/** The refusal of a value of another kind than the protocol's. */
export function wrongType(value: unknown, path: string, needed: string): ProtocolError {
  return new ProtocolError('wrong-type', path, `found ${kindOf(value)} where ${needed}.`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'a number' : 'true or false';
}
