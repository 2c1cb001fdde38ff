import { type AnyProviderDefinition, validateWith, type ValidationIssue } from '@hostwright/core';
import type { SettingsIssue } from '../check-settings.js';
import { findUnknownKeys } from './json-schema-keys.js';
import { tellUnknownKey } from './nearest.js';
import { inOurWords } from './tell-wrong-value.js';
import { tellPath, valueAt } from './tell-issues.js';

/** A value as the plugin takes it, or everything that is wrong with it; `problems` are the sentences alone. */
export type Checked =
  | { readonly value: unknown; readonly problems?: undefined; readonly issues?: undefined }
  | { readonly problems: readonly string[]; readonly issues: readonly SettingsIssue[] };

/** What is checked, and by which schema. */
export interface CheckInput {
  readonly schema: AnyProviderDefinition['settingsSchema'];
  readonly value: unknown;
  /** Where the value stands, for messages. */
  readonly where: string;
  /** Keys of ours that stand beside the plugin's: known, too, when the nearest one is looked for. */
  readonly siblings?: readonly string[];
}

/** Validates settings or template options by a plugin's schema, and names the nearest known key where one is unknown. Never throws. */
export async function checkWithPlugin({ schema, value, where, siblings = [] }: CheckInput): Promise<Checked> {
  const unknown = findUnknownKeys(jsonSchemaOf(schema), value).map(({ path, key, known }): SettingsIssue => {
    const names = path.length === 0 ? [...known, ...siblings] : known;
    return { path: [...path, key], text: tellUnknownKey(tellPath([...path, key], where), key, names) };
  });
  const result = await validateWith(schema, value, where);
  if (result.issues === undefined && unknown.length === 0) return { value: result.value };
  const others = (result.issues ?? []).filter(({ message }) => unknown.length === 0 || !/unrecognized key/i.test(message));
  const issues = [...unknown, ...others.map((issue) => toIssue(issue, value, where))];
  return { issues, problems: issues.map(({ text }) => text) };
}

/** Zod's words, which most plugins' schemas use, for a value of a wrong kind; one that is not there has none. */
const WRONG_KIND = /^Invalid (?:input|option)\b/;

function toIssue({ path, message }: ValidationIssue, value: unknown, where: string): SettingsIssue {
  if (path === '') return { path: [], text: inOurWords(message) };
  const keys = path.slice(where.length).match(/[^.[\]"]+/g) ?? [];
  const isMissing = keys.length > 0 && WRONG_KIND.test(message) && valueAt(value, keys) === undefined;
  return { path: keys, text: isMissing ? `${path} is missing` : `${path}: ${inOurWords(message)}` };
}

const jsonSchemas = new WeakMap<CheckInput['schema'], object>();

/** The JSON form of a plugin's schema. A schema whose JSON form cannot be had still validates; its messages are then all there is. Made once for all templates. */
export function jsonSchemaOf(schema: CheckInput['schema']): object {
  const known = jsonSchemas.get(schema) ?? makeJsonSchema(schema);
  jsonSchemas.set(schema, known);
  return known;
}

function makeJsonSchema(schema: CheckInput['schema']): object {
  try {
    return schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' });
  } catch {
    return {};
  }
}
