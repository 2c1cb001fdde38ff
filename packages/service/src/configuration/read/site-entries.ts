import type { SiteEntry } from '@hostwright/core/provider';
import { invalid } from '../invalid.js';
import { unsafeKeyProblem } from './unsafe.js';

/** The keys and values of a parsed file, as plugins translate them; `null` counts as absent. */
export function toEntries(value: unknown, file: string): readonly SiteEntry[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('configuration-wrong-value', `${file} holds no object. Write keys and values.`);
  const unsafe = unsafeKeyProblem(value);
  if (unsafe !== undefined) throw invalid('configuration-unknown-key', `${file}: ${unsafe}.`);
  return Object.entries(value)
    .filter(([, entry]) => entry !== null)
    .map(([key, entry]) => ({ key, valueJson: JSON.stringify(entry) }));
}

/** What a plugin made of them, as an object for its schema. */
export function toObject(entries: readonly SiteEntry[]): object {
  return Object.fromEntries(entries.map(({ key, valueJson }) => [key, JSON.parse(valueJson) as unknown]));
}
