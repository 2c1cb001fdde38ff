/** The part of JSON Schema that our schemas use. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** One key of a file, at any depth. */
export interface SchemaKey {
  /** As `connections[].name`. */
  readonly path: string;
  readonly form: string;
  /** `needed`, the default, or empty. */
  readonly preset: string;
  readonly meaning: string;
}

/** Every key that a schema names, each group before what is in it. */
export function schemaKeys(schema: JsonSchema, prefix = ''): readonly SchemaKey[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const preset = presetOf(property, schema.required?.includes(name) === true);
    return [
      { path, form: formOf(property), preset, meaning: property.description ?? '' },
      ...schemaKeys(property, `${path}.`),
      ...(property.items === undefined ? [] : schemaKeys(property.items, `${path}[].`)),
    ];
  });
}

const FORMS: Readonly<Record<string, string>> = { string: 'text', boolean: '`true`, `false`', object: 'object' };

function formOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(formOf))].join(' or ');
  if (schema.type === 'integer') return `whole number${boundsOf(schema)}`;
  if (schema.type === 'number') return `number${boundsOf(schema)}`;
  if (schema.type === 'array') return `list of ${formOf(schema.items ?? {})}`;
  return FORMS[schema.type ?? ''] ?? 'anything';
}

/** zod bounds whole numbers by what a number can hold; that is no bound. */
function boundsOf({ minimum, maximum }: JsonSchema): string {
  const from = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? '' : ` from ${readable(minimum)}`;
  const to = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? '' : ` to ${readable(maximum)}`;
  return `${from}${to}`;
}

function readable(value: number): string {
  return value.toLocaleString('en-US');
}

/** A default of nothing but empty groups says nothing. */
function presetOf({ default: value }: JsonSchema, required: boolean): string {
  if (value === undefined) return required ? 'needed' : '';
  return JSON.stringify(value) === '{}' ? '' : `\`${JSON.stringify(value)}\``;
}
