import type { AnyProviderDefinition } from '@hostwright/core/provider';

/** One key of a provider's settings, as far as its schema tells. */
export interface SettingField {
  readonly key: string;
  /** The schema's own words; empty where it has none. */
  readonly description: string;
  /** `other`: written as JSON. */
  readonly kind: 'text' | 'number' | 'yes-no' | 'choice' | 'other';
  /** Of a `choice`. */
  readonly choices: readonly string[];
  /** Whether the provider cannot do without. */
  readonly required: boolean;
  /** The schema's default as JSON text; undefined where there is none. */
  readonly defaultJson: string | undefined;
}

type JsonSchema = Readonly<{ [keyword: string]: unknown }>;

/** The keys of a provider's settings, in the schema's order; none where its schema cannot be told as JSON Schema. */
export function settingFields(definition: AnyProviderDefinition): readonly SettingField[] {
  const schema = jsonSchemaOf(definition);
  const required = Array.isArray(schema['required']) ? (schema['required'] as readonly unknown[]) : [];
  return Object.entries(objectOf(schema['properties'])).map(([key, value]) => toField(key, objectOf(value), required.includes(key)));
}

function toField(key: string, schema: JsonSchema, isRequired: boolean): SettingField {
  const choices = Array.isArray(schema['enum']) ? schema['enum'].filter((choice) => typeof choice === 'string') : [];
  const hasDefault = Object.hasOwn(schema, 'default');
  return {
    key,
    description: typeof schema['description'] === 'string' ? schema['description'] : '',
    kind: choices.length > 0 ? 'choice' : kindOf(schema['type']),
    choices,
    required: isRequired && !hasDefault,
    defaultJson: hasDefault ? JSON.stringify(schema['default']) : undefined,
  };
}

function kindOf(type: unknown): SettingField['kind'] {
  if (type === 'string') return 'text';
  if (type === 'number' || type === 'integer') return 'number';
  return type === 'boolean' ? 'yes-no' : 'other';
}

/** JSON Schema output throws for what JSON Schema cannot express. */
function jsonSchemaOf({ settingsSchema }: AnyProviderDefinition): JsonSchema {
  try {
    return objectOf(settingsSchema['~standard'].jsonSchema.input({ target: 'draft-2020-12' }));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};
}
