import { HostFactoryError } from '../ports/errors.js';
import { SPECIFICATION_VERSION, type AnyProviderDefinition } from '../provider/definition.js';
import type { FoundProvider } from './discovery.js';
import { rememberOrigin } from './origin.js';

/** A plugin whose import takes longer is taken for one that never ends. */
const IMPORT_DEADLINE_MS = 30_000;

/**
 * Imports a plugin and checks what it exports. A plugin made against another copy of core is as good as one made against ours.
 *
 * @throws {HostFactoryError} `ProviderLoadFailed` when it throws, does not end in 30 seconds, exports no definition, or one of another id;
 *   `UnsupportedSpecification` when it was compiled against another version of the contract
 */
export async function loadProvider(found: FoundProvider): Promise<AnyProviderDefinition> {
  const definition = await importDefault(found);
  const specificationVersion = read(definition, 'specificationVersion');
  // First, for another version may well have other parts.
  if (isText(specificationVersion) && specificationVersion !== SPECIFICATION_VERSION) throw unsupported(found, specificationVersion);
  const missing = missingParts(definition);
  if (missing.length > 0) {
    throw loadFailed(found, `its default export is not what defineProvider makes: ${missing.join(', ')} missing or of the wrong type`);
  }
  const { id } = definition as AnyProviderDefinition;
  if (id !== found.providerId) throw loadFailed(found, `its package.json says '${found.providerId}', its code says '${id}'`);
  rememberOrigin(definition as AnyProviderDefinition, found);
  return definition as AnyProviderDefinition;
}

async function importDefault(found: FoundProvider): Promise<unknown> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`its import did not end within ${IMPORT_DEADLINE_MS} ms`)), IMPORT_DEADLINE_MS);
  try {
    const module = (await Promise.race([import(/* @vite-ignore */ found.entryUrl), late])) as { readonly default?: unknown };
    return module.default;
  } catch (cause) {
    throw loadFailed(found, cause instanceof Error ? cause.message : String(cause), cause);
  } finally {
    clearTimeout(timer);
  }
}

/** The parts of a definition that core reads, and how each is recognised: by shape, for `instanceof` would refuse another copy of core. */
const PARTS: Readonly<{ [Part in keyof AnyProviderDefinition]?: (value: unknown) => boolean }> = {
  specificationVersion: isText,
  id: isText,
  name: isText,
  settingsSchema: isSchema,
  templateSchema: isSchema,
  rateLimits: Array.isArray,
  create: isFunction,
};

function missingParts(definition: unknown): readonly string[] {
  return Object.entries(PARTS)
    .filter(([part, holds]) => !holds(read(definition, part)))
    .map(([part]) => part);
}

/** A plugin's own code may stand behind a property, and throw. */
function read(definition: unknown, part: string): unknown {
  try {
    return typeof definition === 'object' && definition !== null ? Reflect.get(definition, part) : undefined;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

/** Schemas of some libraries are functions. */
function isSchema(value: unknown): boolean {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || !('~standard' in value)) return false;
  const standard = value['~standard'];
  return typeof standard === 'object' && standard !== null && 'validate' in standard && isFunction(standard.validate);
}

function loadFailed(found: FoundProvider, reason: string, cause?: unknown): HostFactoryError {
  const message = `provider '${found.providerId}' (${found.packageName}@${found.version}) could not be loaded: ${reason}`;
  return new HostFactoryError('ProviderLoadFailed', message, { cause });
}

function unsupported(found: FoundProvider, specificationVersion: string): HostFactoryError {
  return new HostFactoryError(
    'UnsupportedSpecification',
    `provider '${found.providerId}' (${found.packageName}@${found.version}) was compiled against specification '${specificationVersion}', ` +
      `this version of Hostwright speaks '${SPECIFICATION_VERSION}': install versions of both that fit each other`,
  );
}
