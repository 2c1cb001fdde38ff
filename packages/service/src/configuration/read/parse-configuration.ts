import { z } from 'zod';
import type { ConfigurationFault } from '../fault.js';
import type { ConfigurationSource } from '../include/configuration-source.js';
import { type MergedConfiguration, mergeSources } from '../include/merge.js';
import type { Interpolation } from '../interpolate.js';
import { FOLDER_KEYS, findFolderKeys } from '../site/folder-keys.js';
import { type Configuration, configurationSchema } from './configuration-schema.js';
import { duplicateConnections } from './duplicate-connections.js';
import { explainIssues, tellPath, type ToldIssue } from './tell-issues.js';

/** A configuration as it is written down, and what is wrong with it. */
export interface ParsedConfiguration {
  readonly merged: MergedConfiguration;
  /** The keys with variables filled in, `templates` apart. */
  readonly filled: Readonly<{ [key: string]: unknown }>;
  /** Undefined when something is wrong with it. */
  readonly configuration: Configuration | undefined;
  readonly issues: readonly ToldIssue[];
}

/** Read one by one, so that a bad one costs itself alone. */
const TEMPLATES_KEY = 'templates';

/** Puts files together, fills variables in and checks the whole. Finds everything that is wrong, not just the first. */
export function parseConfiguration(
  sources: readonly [ConfigurationSource, ...ConfigurationSource[]],
  interpolation: Interpolation,
): ParsedConfiguration {
  const merged = mergeSources(sources);
  const unset: ToldIssue[] = [];
  const entries = Object.entries(merged.keys).map(([key, entry]): readonly [string, unknown] => {
    if (key === TEMPLATES_KEY) return [key, entry];
    const fill = interpolation.deep(entry, [key], ({ path, code, message }) => {
      unset.push({ path, code, text: `${tellPath(path, '')}: ${message}` });
    });
    return [key, fill];
  });
  const filled = Object.fromEntries(entries);
  const result = configurationSchema.safeParse(filled);
  const checked = { value: filled, jsonSchema: CONFIGURATION_JSON_SCHEMA };
  const wrong = result.success ? [] : explainIssues(result.error.issues, checked);
  const issues = [
    ...unset,
    // A reference that could not be filled in is no value, and so no wrong one.
    ...wrong.filter(({ path }) => !unset.some((other) => startsWith(other.path, path) || startsWith(path, other.path))),
    ...duplicateConnections(merged),
    ...hiddenFolders(sources),
  ];
  return { merged, filled, configuration: result.success && issues.length === 0 ? result.data : undefined, issues };
}

/** Made once: it is what editors and messages go by. */
const CONFIGURATION_JSON_SCHEMA = z.toJSONSchema(configurationSchema, { io: 'input' });

/** An issue as a fault, with its place. */
export function faultOf({ path, code, text }: ToldIssue, merged: MergedConfiguration): ConfigurationFault {
  const { file, position } = merged.placeOf(path, code === 'configuration-wrong-value' ? 'value' : 'key');
  const advice = code === 'configuration-missing-key' ? '; add it' : '';
  return { code, file, position, message: `${text}${advice}${text.endsWith('?') ? '' : '.'}` };
}

/** What finds the folders at each call must find what stands in the main file. */
function hiddenFolders(sources: readonly ConfigurationSource[]): readonly ToldIssue[] {
  const main = sources.at(-1);
  if (main === undefined) return [];
  const found = findFolderKeys(main.file, main.document.text);
  return FOLDER_KEYS.filter((key) => main.keys[key] !== found[key]).map((key) => ({
    path: [key],
    code: 'configuration-folder-key',
    text: `${key} cannot be found by those who read the file in a hurry. Write "${key}: PATH" on a line of its own, at its start`,
  }));
}

function startsWith(path: readonly PropertyKey[], start: readonly PropertyKey[]): boolean {
  return start.length > 0 && start.every((key, index) => path[index] === key);
}
