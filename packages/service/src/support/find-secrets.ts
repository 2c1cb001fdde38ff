import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isSecretName } from '../agent/log/line-logger.js';
import type { Site, Variables } from '../configuration/index.js';
import { type ConfigurationText, readConfigurationFiles } from './configuration-files.js';
import { followReference, isReference, type ReadReference, type SecretReference } from './secret-reference.js';
import { fillIn } from './fill-in.js';
import { secretsInText } from './secrets-in-text.js';
import { tellingLines, tellingParts } from './telling-parts.js';
import { textsIn } from './walk.js';

/** The secrets of a site, as far as they can be found. */
export interface SiteSecrets {
  /** Each once. */
  readonly references: readonly SecretReference[];
  /** Files that a setting names as holding a secret, as absolute paths. */
  readonly files: readonly string[];
  /** Secrets that stand in a configuration file themselves: which file, and the key path in it. */
  readonly literals: readonly { readonly file: string; readonly key: string }[];
  /** Everything that must be shown to nobody: secrets, user data, variables whose name promises a secret. */
  readonly values: readonly string[];
}

/** What {@link findSecrets} goes by. */
export interface FindSecretsOptions {
  readonly environment: Variables;
}

/** Shorter ones are words such as `none`. */
const SHORTEST_LITERAL = 8;
const SECRET_VARIABLE = /pass|secret|token|key|cred|auth|pwd|cookie|session|private|signature|dsn|conn(?:ection)?_?str/i;
const USER_DATA = /^user[_-]?data$/i;
const USER_DATA_SCRIPT = /^user[_-]?data[_-]?(?:script|file)$/i;
const MAX_SCRIPT_BYTES = 1024 * 1024;

/**
 * Finds the secrets of a site in its files, whether the configuration can be used or not. Never rejects, and calls no cloud.
 *
 * @param site - undefined where it cannot be told: then those of the environment alone
 */
export async function findSecrets(site: Site | undefined, { environment }: FindSecretsOptions): Promise<SiteSecrets> {
  const files = site === undefined ? [] : readConfigurationFiles(site, environment);
  const directory = site?.directory ?? '/';
  const found = files.map((file) => ({ file: file.path, places: placesIn(file, directory, environment) }));
  const places = found.flatMap((file) => file.places);
  const references = await follow(places, directory, environment);
  return {
    references: references.map(({ reference }) => reference),
    files: [...new Set(places.filter(({ kind }) => kind === 'file').map(({ text }) => resolve(directory, text)))],
    literals: found.flatMap(({ file, places: inFile }) =>
      inFile.filter(({ kind }) => kind === 'literal').map(({ where }) => ({ file, key: where.slice(`${file}: `.length) })),
    ),
    values: [
      ...references.flatMap(({ reference, value }) => value ?? readAnyway(reference)),
      ...places.flatMap((place) => place.secret),
      ...secretVariables(environment),
    ].flatMap(tellingLines),
  };
}

interface Place {
  readonly where: string;
  readonly kind: 'reference' | 'literal' | 'file' | 'other';
  /** As it is written, with variables filled in. */
  readonly text: string;
  /** What of it must not be shown. */
  readonly secret: readonly string[];
}

function placesIn(file: ConfigurationText, directory: string, environment: Variables): readonly Place[] {
  if (file.value === undefined) return placesInText(file, directory);
  return textsIn(file.value).map(({ text: written, keys }): Place => {
    const key = keys.at(-1) ?? '';
    const text = fillIn(written, directory, environment);
    const where = `${file.path}: ${keys.join('.')}`;
    if (isReference(text)) return { where, kind: 'reference', text, secret: [] };
    if (USER_DATA_SCRIPT.test(key))
      return { where, kind: 'other', text, secret: scriptText(resolve(directory, text)).flatMap(tellingParts) };
    if (USER_DATA.test(key)) return { where, kind: 'other', text, secret: tellingParts(text) };
    if (!keys.some(isSecretName)) return { where, kind: 'other', text, secret: [] };
    if (isPath(text)) return { where, kind: 'file', text, secret: [] };
    const isLiteral = written === text && text.length >= SHORTEST_LITERAL;
    return { where, kind: isLiteral ? 'literal' : 'other', text, secret: [text] };
  });
}

/** A file that cannot be parsed still shows what it refers to, and what stands behind a name that promises a secret. */
function placesInText({ path, text }: ConfigurationText, directory: string): readonly Place[] {
  const references = [...text.matchAll(/\b(?:env:[A-Za-z_]\w*|file:[^\s"',}\]]+)/g)].map(([reference]): Place => ({
    where: path,
    kind: 'reference',
    text: reference,
    secret: [],
  }));
  const stated = secretsInText(text).flatMap(({ key, value }): readonly Place[] => {
    if (USER_DATA_SCRIPT.test(key))
      return [{ where: path, kind: 'other', text: value, secret: scriptText(resolve(directory, value)).flatMap(tellingParts) }];
    if (USER_DATA.test(key)) return [{ where: path, kind: 'other', text: value, secret: tellingParts(value) }];
    return isReference(value) || isPath(value) ? [] : [{ where: path, kind: 'other', text: value, secret: [value] }];
  });
  return [...references, ...stated];
}

async function follow(places: readonly Place[], directory: string, environment: Variables): Promise<readonly ReadReference[]> {
  const first = new Map(
    places
      .filter(({ kind }) => kind === 'reference')
      .toReversed()
      .map((place) => [place.text, place] as const),
  );
  const inOrder = [...first.values()].toReversed();
  return Promise.all(inOrder.map(({ text, where }) => followReference({ text, where, directory, environment })));
}

/** A secret in a file with too open a mode is refused, and is one all the same. */
function readAnyway({ kind, target }: SecretReference): readonly string[] {
  return kind === 'file' ? scriptText(target) : [];
}

function scriptText(path: string): readonly string[] {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size <= MAX_SCRIPT_BYTES ? [readFileSync(path, 'utf8')] : [];
  } catch {
    return [];
  }
}

function secretVariables(environment: Variables): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && SECRET_VARIABLE.test(name) && !isPath(value) && value.length >= SHORTEST_LITERAL ? [value] : [],
  );
}

function isPath(text: string): boolean {
  return /^(?:\.{0,2}\/|~\/)/.test(text);
}
