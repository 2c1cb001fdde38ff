import type { AnyProviderDefinition } from '@hostwright/core';

/** One thing that a provider's schema has against settings, or options of a template. */
export interface SettingsIssue {
  /** Within what was checked. */
  readonly path: readonly PropertyKey[];
  /** Where, and what. */
  readonly text: string;
}

/** Everything that a provider's own schema has against settings, as every later call will check them. */
export async function checkSettings(definition: AnyProviderDefinition, settings: object): Promise<readonly SettingsIssue[]> {
  const { checkWithPlugin } = await import('./read/check-with-plugin.js');
  const { issues = [] } = await checkWithPlugin({ schema: definition.settingsSchema, value: settings, where: '' });
  return issues;
}
