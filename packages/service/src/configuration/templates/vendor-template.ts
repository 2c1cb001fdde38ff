import { dirname } from 'node:path';
import type { SiteFiles } from '@hostwright/core/provider';
import { toEntries, toObject } from '../read/site-entries.js';

/** Common keys by the names that OpenStack's template files give them. */
const OTHER_NAMES: Readonly<{ [name: string]: string }> = {
  Name: 'templateId',
  MaxNumber: 'maxNumber',
  Attributes: 'attributes',
  Priority: 'priority',
  UserData: 'userData',
};

/** A template of another system's file with our names for common keys; `null` counts as absent. */
export function withOurNames(template: object): object {
  const stated = Object.entries(template).filter(([, value]) => value !== null);
  return Object.fromEntries(stated.map(([key, value]) => [Object.hasOwn(OTHER_NAMES, key) ? OTHER_NAMES[key] : key, value]));
}

/** What the provider makes of its keys in another system's template. */
export interface TranslatedOptions {
  readonly options: object;
  readonly ignoredKeys: readonly string[];
}

/** Throws what the plugin throws. */
export function translateOptions(siteFiles: SiteFiles, options: object, file: string): TranslatedOptions {
  const { entries, ignoredKeys } = siteFiles.template(toEntries(options, file));
  return { options: toObject(entries, dirname(file)), ignoredKeys };
}
