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

/** What a plugin writes for the folder of the file that it translated. */
const FOLDER = '${CONFIG_DIR}';

/** What a plugin made of them, as an object for its schema. @param folder - of the file that they stood in */
export function toObject(entries: readonly SiteEntry[], folder: string): object {
  return Object.fromEntries(entries.map(({ key, valueJson }) => [key, withFolder(JSON.parse(valueJson), folder)]));
}

function withFolder(value: unknown, folder: string): unknown {
  if (typeof value === 'string') return value.replaceAll(FOLDER, () => folder);
  if (Array.isArray(value)) return value.map((entry: unknown) => withFolder(entry, folder));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withFolder(entry, folder)]));
}
