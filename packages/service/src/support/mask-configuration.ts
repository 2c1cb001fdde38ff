import { stringify } from 'yaml';
import { isSecretName } from '../agent/log/line-logger.js';
import type { Site, Variables } from '../configuration/index.js';
import { readSettingsFiles } from './configuration-files.js';
import { isKnownKey } from './known-keys.js';
import { maskConfigurationText } from './mask-text.js';
import { isReference } from './secret-reference.js';

/** A configuration file for others to read. */
export interface MaskedFile {
  readonly path: string;
  readonly text: string;
  /** False: it cannot be parsed, and only its keys are shown. */
  readonly isWhole: boolean;
}

const MASK = '***';
const USER_DATA = /^user[_-]?data/i;
/** Words of a command line: which of them are secrets, nobody can say. */
const ARGUMENTS = /^(?:arg(?:ument)?s|argv|command|cmd|env|environment)$/i;
const MAX_DEPTH = 64;

/**
 * The settings of a site, without secrets, without what templates hold, and without what stands where no setting is known. Other files of
 * its folder are left out: nobody knows what is in them.
 */
export function maskConfiguration(site: Site, { environment }: { readonly environment: Variables }): readonly MaskedFile[] {
  return readSettingsFiles(site, environment).map(({ path, text, value }) => {
    if (value === undefined) return { path, text: maskConfigurationText(text), isWhole: false };
    const isOurs = site.configurationFile !== undefined;
    const masked = typeof value === 'object' ? maskValue(value, { keys: [], above: [], isOurs }) : MASK;
    return { path, text: stringify(masked, { lineWidth: 0, aliasDuplicateObjects: false }), isWhole: true };
  });
}

interface Where {
  readonly keys: readonly string[];
  readonly above: readonly object[];
  /** Whether the file is in our form, whose keys are known. */
  readonly isOurs: boolean;
}

/** A value as it may be shown. One that holds itself is not followed. */
function maskValue(value: unknown, where: Where): unknown {
  const { keys, above } = where;
  if (typeof value === 'object' && value !== null) {
    if (above.includes(value) || above.length > MAX_DEPTH) return MASK;
    const within = (entry: unknown, more: readonly string[]): unknown =>
      maskValue(entry, { ...where, keys: [...keys, ...more], above: [...above, value] });
    if (!Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, within(entry, [key])]));
    if (keys.at(-1) === 'templates') return value.map(templateId);
    return value.some(isFlag) ? MASK : value.map((entry) => within(entry, []));
  }
  if (value === null || value === undefined || isHarmless(value)) return value;
  return isShown(where) ? value : MASK;
}

function isShown({ keys, isOurs }: Where): boolean {
  if (isOurs && !isKnownKey(keys)) return false;
  return !keys.some((key) => isSecretName(key) || USER_DATA.test(key) || ARGUMENTS.test(key));
}

function isHarmless(value: unknown): boolean {
  return typeof value === 'boolean' || (typeof value === 'string' && (isReference(value) || /^\$\{\w+\}$/.test(value)));
}

function isFlag(entry: unknown): boolean {
  return typeof entry === 'string' && /^--?[A-Za-z]/.test(entry);
}

/** Of a template nothing else is shown. */
function templateId(template: unknown): unknown {
  const isOne = typeof template === 'object' && template !== null && 'templateId' in template;
  return isOne && typeof template.templateId === 'string' ? { templateId: template.templateId } : MASK;
}
