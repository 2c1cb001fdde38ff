import { type ConnectionSetup, type Discovery, findProvider, isHostFactoryError, loadProvider, validateWith } from '@hostwright/core';
import type { AnyProviderDefinition } from '@hostwright/core';
import type { Capabilities, RateLimit } from '@hostwright/core/provider';
import { createInterpolation, loadConnections } from '@hostwright/service/configuration';
import type { CommandContext, SiteOptions } from '../../cli/context.js';
import { isConfigured } from '../is-configured.js';
import { createReadOnlyContext } from './read-only-context.js';

/** What a provider can do. */
export interface ProviderAbilities {
  readonly provider: string;
  /** For people; undefined when the plugin cannot be loaded. */
  readonly name: string | undefined;
  /** Abilities may differ with the settings. Undefined: as with the settings that the plugin suggests. */
  readonly connection: string | undefined;
  readonly capabilities: Capabilities | undefined;
  readonly rateLimits: readonly RateLimit[];
  /** Why it cannot be told. */
  readonly problem: string | undefined;
}

/** Which providers are asked. */
export interface AbilitiesInput {
  readonly discovery: Discovery;
  readonly ids: readonly string[];
}

/** Asks the plugins themselves: those of connections with their settings, others with the ones that they suggest. Calls no cloud. */
export async function readAbilities(
  context: CommandContext,
  options: SiteOptions,
  { discovery, ids }: AbilitiesInput,
): Promise<readonly ProviderAbilities[]> {
  const setups = isConfigured(context, options) ? await connectionsOf(context, options) : [];
  const rows = ids.map(async (id): Promise<readonly ProviderAbilities[]> => {
    const own = setups.filter(({ definition }) => definition.id === id);
    if (own.length > 0) return own.map((setup) => abilitiesOf(setup.definition, context, setup));
    try {
      const definition = await loadProvider(findProvider(discovery, id));
      const settings = await suggestedSettings(definition);
      if (settings !== undefined) return [abilitiesOf(definition, context, { settings })];
      return [
        { ...nothingOf(id, definition), problem: 'it can only be asked with settings. Configure a connection, then give --config DIR.' },
      ];
    } catch (error) {
      if (isHostFactoryError(error)) return [{ ...nothingOf(id), problem: error.message }];
      throw error;
    }
  });
  return (await Promise.all(rows)).flat();
}

async function connectionsOf(context: CommandContext, options: SiteOptions): Promise<readonly ConnectionSetup[]> {
  const { environment, program } = context;
  const configuration = await context.services(options).configuration();
  const { connections } = await loadConnections(configuration, { environment, programDirectory: program.packageDirectory });
  return connections;
}

function nothingOf(provider: string, definition?: AnyProviderDefinition): Omit<ProviderAbilities, 'problem'> {
  return { provider, name: definition?.name, connection: undefined, capabilities: undefined, rateLimits: definition?.rateLimits ?? [] };
}

function abilitiesOf(
  definition: AnyProviderDefinition,
  { clock }: CommandContext,
  { name, settings }: { readonly name?: string; readonly settings: unknown },
): ProviderAbilities {
  const { id, rateLimits } = definition;
  const readSecret = (): Promise<string> => Promise.reject(new Error('no secret is needed to tell abilities'));
  const provider = definition.create(settings, createReadOnlyContext({ connection: name ?? id, clock, readSecret }));
  const { capabilities } = provider;
  void provider.dispose?.();
  return { provider: id, name: definition.name, connection: name, capabilities, rateLimits, problem: undefined };
}

/** What `init` would write, or nothing at all where that is enough. */
async function suggestedSettings({ settingsSchema, starter }: AnyProviderDefinition): Promise<unknown> {
  const interpolation = createInterpolation('/', {});
  const entries = (starter?.settings ?? []).map(({ key, valueJson }) => {
    const value = interpolation.deep(JSON.parse(valueJson), [key], () => undefined);
    return [key, value] as const;
  });
  const result = await validateWith(settingsSchema, Object.fromEntries(entries), '');
  return result.issues === undefined ? result.value : undefined;
}
