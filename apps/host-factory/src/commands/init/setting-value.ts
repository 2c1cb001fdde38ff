import type { SettingField } from './setting-fields.js';

/**
 * A person's text as JSON text of the kind that a setting has. What cannot be read as that kind stays text, and the provider's schema
 * says what is wrong with it; so do references to variables.
 */
export function valueJsonOf(text: string, field: SettingField | undefined): string {
  if (field?.kind === 'text' || field?.kind === 'choice' || !isJson(text)) return JSON.stringify(text);
  return JSON.stringify(JSON.parse(text));
}

/** JSON text as a person writes it: a text without its quotes. */
export function textOf(valueJson: string): string {
  const value: unknown = JSON.parse(valueJson);
  return typeof value === 'string' ? value : valueJson;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
