/** The field `hostwright` of a plugin's package.json: `{ "role": "provider", "providerId": "aws", "spec": "v1" }`. */
export interface PluginMetadata {
  readonly providerId: string;
  readonly spec: string;
}

/** Ids are short and lower-case: they are parts of file names, tags and bucket keys. */
const PROVIDER_ID = /^[a-z][a-z0-9-]{0,31}$/;

/**
 * Reads the field.
 *
 * @returns undefined for a package that is no provider plugin; a text that says what is wrong with one that means to be
 */
export function readMetadata(field: unknown): PluginMetadata | string | undefined {
  if (field === undefined) return undefined;
  if (typeof field !== 'object' || field === null) return '"hostwright" must be an object';
  const { role, providerId, spec } = field as { readonly role?: unknown; readonly providerId?: unknown; readonly spec?: unknown };
  if (role !== 'provider') return typeof role === 'string' ? undefined : '"hostwright.role" must be a text, for example "provider"';
  if (typeof providerId !== 'string' || !PROVIDER_ID.test(providerId)) {
    return '"hostwright.providerId" must be lower-case letters, digits and hyphens, at most 32, for example "aws"';
  }
  if (typeof spec !== 'string') return '"hostwright.spec" must be a text';
  return { providerId, spec };
}
