import { basename } from 'node:path';
import { stringify } from 'yaml';
import { isSecretName } from '../agent/log/line-logger.js';
import { CONFIGURATION_FILE_NAMES, RECORD_FILE_NAME, type Site } from '../configuration/index.js';
import { type ConfigurationText, readConfigurationFiles } from './configuration-files.js';
import { maskConfigurationText } from './mask-text.js';
import { isReference } from './secret-reference.js';

/** A configuration file for others to read. */
export interface MaskedFile {
  readonly path: string;
  readonly text: string;
  /** False: it cannot be parsed, and only its keys are shown. */
  readonly isWhole: boolean;
}

const SETTINGS_FILES: readonly string[] = CONFIGURATION_FILE_NAMES;
const MASK = '***';
const USER_DATA = /^user[_-]?data/i;
const MAX_DEPTH = 64;

/** The configuration files of a site, without secrets and without what templates hold. Files that hold templates alone are left out. */
export function maskConfiguration(site: Site): readonly MaskedFile[] {
  return readConfigurationFiles(site)
    .filter(isSettingsFile)
    .map(({ path, text, value }) => {
      if (value === undefined) return { path, text: maskConfigurationText(text), isWhole: false };
      return { path, text: stringify(maskValue(value), { lineWidth: 0, aliasDuplicateObjects: false }), isWhole: true };
    });
}

function isSettingsFile({ path, value }: ConfigurationText): boolean {
  if (SETTINGS_FILES.includes(basename(path)) || path.endsWith('_config.json')) return true;
  const isTemplates =
    Array.isArray(value) || (typeof value === 'object' && value !== null && 'templates' in value && !('connections' in value));
  return !isTemplates && !/templates?\.(?:ya?ml|json)$/.test(path) && basename(path) !== RECORD_FILE_NAME;
}

/** A value as it may be shown. One that holds itself is not followed. */
function maskValue(value: unknown, keys: readonly string[] = [], above: readonly object[] = []): unknown {
  if (typeof value === 'object' && value !== null) {
    if (above.includes(value) || above.length > MAX_DEPTH) return MASK;
    const within = (entry: unknown, key?: string): unknown =>
      maskValue(entry, key === undefined ? keys : [...keys, key], [...above, value]);
    if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, within(entry, key)]));
    return keys.at(-1) === 'templates' ? value.map(templateId) : value.map((entry) => within(entry));
  }
  if (typeof value !== 'string' || isReference(value) || /^\$\{\w+\}$/.test(value)) return value;
  return keys.some((key) => isSecretName(key) || USER_DATA.test(key)) ? MASK : value;
}

/** Of a template nothing else is shown. */
function templateId(template: unknown): unknown {
  const isOne = typeof template === 'object' && template !== null && 'templateId' in template;
  return isOne && typeof template.templateId === 'string' ? { templateId: template.templateId } : MASK;
}
