type JsonSchema = Readonly<{ [keyword: string]: unknown }>;

/** A key that a schema does not allow, where it stands, and what the schema knows there. */
export interface UnknownKey {
  readonly path: readonly PropertyKey[];
  readonly key: string;
  readonly known: readonly string[];
}

/** The keys that a JSON Schema names at a path, over all its alternatives. References are not followed. */
export function knownKeysAt(schema: object, path: readonly PropertyKey[]): readonly string[] {
  return namesOf(path.reduce<readonly JsonSchema[]>(step, alternatives(schema as JsonSchema)));
}

/** Every key of `value`, at any depth, that each alternative of a JSON Schema refuses. Empty where the schema does not tell. */
export function findUnknownKeys(schema: object, value: unknown): readonly UnknownKey[] {
  return unknownIn(alternatives(schema as JsonSchema), value, []);
}

function unknownIn(here: readonly JsonSchema[], value: unknown, path: readonly PropertyKey[]): readonly UnknownKey[] {
  if (Array.isArray(value)) return value.flatMap((entry: unknown, index) => unknownIn(step(here, index), entry, [...path, index]));
  if (!isObject(value)) return [];
  const known = namesOf(here);
  const closed = isClosed(here);
  return Object.entries(value).flatMap(([key, entry]) => {
    if (closed && !known.includes(key)) return [{ path, key, known }];
    return unknownIn(step(here, key), entry, [...path, key]);
  });
}

function namesOf(schemas: readonly JsonSchema[]): readonly string[] {
  return [...new Set(schemas.flatMap((schema) => Object.keys(objectOf(schema['properties']))))];
}

function isClosed(schemas: readonly JsonSchema[]): boolean {
  const objects = schemas.filter((schema) => schema['properties'] !== undefined);
  return objects.length > 0 && objects.every((schema) => schema['additionalProperties'] === false);
}

function step(schemas: readonly JsonSchema[], key: PropertyKey): readonly JsonSchema[] {
  return schemas.flatMap((schema) => {
    const properties = objectOf(schema['properties']);
    const inner = Object.hasOwn(properties, key) ? properties[String(key)] : (schema['items'] ?? schema['additionalProperties']);
    return isObject(inner) ? alternatives(inner) : [];
  });
}

/** The schema itself, and what it is put together from. */
function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const parts = ['anyOf', 'oneOf', 'allOf'].flatMap((keyword) => {
    const list = schema[keyword];
    return Array.isArray(list) ? list.filter(isObject) : [];
  });
  return [schema, ...parts.flatMap(alternatives)];
}

function objectOf(value: unknown): JsonSchema {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
