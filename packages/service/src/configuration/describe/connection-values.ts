import { isHostFactoryError } from '@hostwright/core';
import { lsfHostAttribute } from '@hostwright/host-factory-protocol';
import type { DescribedValue, ValueOrigin } from '../describe-site.js';
import { checkWithPlugin, jsonSchemaOf } from '../read/check-with-plugin.js';
import type { Plugins } from '../read/plugins.js';
import type { ConnectionSource } from '../read/site-source.js';
import { tellPath } from '../read/tell-issues.js';
import { type Leaf, leavesOf } from './leaves.js';
import { MASK, maskValue } from './mask.js';

/** What a connection is described by. */
export interface ConnectionInput {
  readonly connection: ConnectionSource;
  /** Its path in the whole: `connections`, 0. */
  readonly path: readonly PropertyKey[];
  readonly installed: Plugins;
  readonly originOf: (path: readonly PropertyKey[]) => ValueOrigin;
}

/** Everything that is in effect for one connection, with what its plugin adds. */
export async function connectionValues({ connection, path, installed, originOf }: ConnectionInput): Promise<readonly DescribedValue[]> {
  const { name, provider, hostAttribute, settings } = connection;
  const own = { name, provider, hostAttribute: hostAttribute ?? lsfHostAttribute(provider) };
  const known = await knownSettings(provider, settings, installed);
  const show = ({ path: at, value }: Leaf): DescribedValue => {
    const origin = originOf([...path, 'settings', ...at]);
    const names = [...at.map(String), ...(origin.kind === 'file' ? origin.variables : [])];
    // What everybody can read in the plugin is no secret, whatever its name promises.
    const shown = origin.kind === 'default' ? value : maskValue(value, names);
    const isHidden = known === undefined || isMarkedSecret(known.jsonSchema, at);
    return { key: tellPath([...path, 'settings', ...at], ''), value: isHidden ? MASK : shown, origin };
  };
  return [
    ...Object.entries(own).map(([key, value]) => ({ key: tellPath([...path, key], ''), value, origin: originOf([...path, key]) })),
    ...leavesOf(known?.settings ?? settings).map(show),
  ];
}

/** Settings as the plugin takes them, its defaults with them. Undefined when there is nobody who knows which of them are secret. */
async function knownSettings(
  provider: string,
  settings: object,
  installed: Plugins,
): Promise<{ readonly settings: unknown; readonly jsonSchema: object } | undefined> {
  try {
    const { settingsSchema } = await installed.definition(provider);
    const { problems, ...checked } = await checkWithPlugin({ schema: settingsSchema, value: settings, where: '' });
    if (problems !== undefined || !('value' in checked)) return undefined;
    return { settings: checked.value, jsonSchema: jsonSchemaOf(settingsSchema) };
  } catch (error) {
    if (isHostFactoryError(error)) return undefined;
    throw error;
  }
}

/** JSON Schema's own ways to say that a value is not for showing. */
function isMarkedSecret(schema: object, [key, ...rest]: readonly PropertyKey[]): boolean {
  const { writeOnly, format, properties, items, additionalProperties } = schema as { readonly [keyword: string]: unknown };
  if (writeOnly === true || format === 'password') return true;
  if (key === undefined) return false;
  const inner = isObject(properties) && Object.hasOwn(properties, key) ? properties[String(key)] : (items ?? additionalProperties);
  return isObject(inner) && isMarkedSecret(inner, rest);
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}
