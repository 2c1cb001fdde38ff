import { isHostFactoryError, type AnyProviderDefinition } from '@hostwright/core';
import type { ImportOptions } from '../import-templates.js';
import { nearest } from '../read/nearest.js';
import type { Plugins } from '../read/plugins.js';

/** The connection that imported templates are for, or why none can be told. */
export type ImportConnection =
  | {
      readonly name: string;
      readonly provider: string;
      readonly definition: AnyProviderDefinition;
      /** Whether a template has to name it. */
      readonly isNamed: boolean;
      readonly problem?: undefined;
    }
  | { readonly problem: string };

/** What the choice goes by. */
export interface ChoiceInput {
  /** By the file's name; undefined where it says nothing. */
  readonly provider: string | undefined;
  readonly options: ImportOptions;
  readonly installed: Plugins;
}

/** The stated connection, else the only one of the provider; without a configuration, the provider itself. */
export async function chooseConnection({ provider, options, installed }: ChoiceInput): Promise<ImportConnection> {
  const { configuration, connection: stated } = options;
  const all = configuration?.connections ?? [];
  if (stated !== undefined) {
    const found = all.find(({ name }) => name === stated);
    return found === undefined ? { problem: unknownConnection(stated, all) } : open(found.name, found.provider, all.length > 1, installed);
  }
  const candidates = all.filter((connection) => provider === undefined || connection.provider === provider);
  const [first, second] = candidates;
  if (second !== undefined) {
    return {
      problem: `Several connections can launch the templates: ${candidates.map(({ name }) => name).join(', ')}. Say which with --connection NAME.`,
    };
  }
  if (first !== undefined) return open(first.name, first.provider, all.length > 1, installed);
  if (provider !== undefined) return open(provider, provider, false, installed);
  const [only, another] = new Set(installed.installed);
  if (only !== undefined && another === undefined) return open(only, only, false, installed);
  return {
    problem: `Which provider the templates are for is not known; installed are ${installed.installed.join(', ') || 'none'}. Give --config DIR and --connection NAME.`,
  };
}

function unknownConnection(stated: string, all: readonly { readonly name: string }[]): string {
  const names = all.map(({ name }) => name);
  const meant = nearest(stated, names);
  if (meant !== undefined) return `There is no connection "${stated}"; did you mean "${meant}"?`;
  return `There is no connection "${stated}"; ${names.length === 0 ? 'give the configuration with --config DIR' : `there are ${names.join(', ')}`}.`;
}

async function open(name: string, provider: string, isNamed: boolean, installed: Plugins): Promise<ImportConnection> {
  try {
    return { name, provider, isNamed, definition: await installed.definition(provider) };
  } catch (error) {
    if (isHostFactoryError(error)) return { problem: error.message };
    throw error;
  }
}
