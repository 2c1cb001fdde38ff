import type { AnyProviderDefinition, SiteEntry, StarterTemplate, Suggestions } from '@hostwright/core/provider';
import { nearest } from '@hostwright/service/errors';
import { CommandError } from '../../cli/command-error.js';
import { type AskedSetting, askedSettings, statedSettings } from './asked-settings.js';
import { type SettingsCheck, settingsFaults } from './check-settings.js';
import type { Choices, StatedChoices } from './choices.js';

/**
 * What a new site is made from when nobody is asked: what the command line says, and defaults for the rest.
 *
 * @throws {CommandError} something is missing that has no default
 */
export async function choicesWithoutAsking(definition: AnyProviderDefinition, stated: StatedChoices, suggest: Suggest): Promise<Choices> {
  const asked = askedSettings(definition);
  const given = statedSettings(definition, stated);
  const defaults = asked.flatMap(({ field, defaultJson }) =>
    defaultJson === undefined ? [] : [{ key: field.key, valueJson: defaultJson }],
  );
  const settings = mergeSettings(defaults, given);
  refuseMissing(definition.id, asked, settings);
  const { templates, remarks } = await suggest(settings);
  return {
    providerId: definition.id,
    providerName: definition.name,
    connection: stated.connection ?? definition.id,
    settings,
    dialect: stated.dialect ?? 'none',
    templates: chosenTemplates(definition.id, templates, stated.templates),
    remarks,
  };
}

/** `later` over `earlier`, in their order. */
export function mergeSettings(earlier: readonly SiteEntry[], later: readonly SiteEntry[]): readonly SiteEntry[] {
  return [...new Map([...earlier, ...later].map((entry) => [entry.key, entry])).values()];
}

/** Templates for settings that are decided on. Never rejects. */
export type Suggest = (settings: readonly SiteEntry[]) => Promise<Suggestions>;

/**
 * The suggested templates of these ids.
 *
 * @param ids - undefined: all of them
 * @throws {CommandError} one is not suggested
 */
export function chosenTemplates(
  id: string,
  suggested: readonly StarterTemplate[],
  ids: readonly string[] | undefined,
): readonly StarterTemplate[] {
  if (ids === undefined) return suggested;
  const known = suggested.map(({ templateId }) => templateId);
  const unknown = ids.find((wanted) => !known.includes(wanted));
  if (unknown === undefined) return suggested.filter(({ templateId }) => ids.includes(templateId));
  const near = nearest(unknown, known);
  const hint = near === undefined ? `suggested are: ${known.join(', ') || 'none'}` : `did you mean "${near}"?`;
  throw new CommandError('template-unknown', `The provider "${id}" suggests no template "${unknown}"; ${hint}`);
}

/** @throws {CommandError} the provider's schema refuses the settings */
export async function refuseBadSettings(settings: readonly SiteEntry[], check: SettingsCheck): Promise<void> {
  const faults = await settingsFaults(settings, check);
  if (faults.length === 0) return;
  const all = faults.map(({ message }) => message).join('; ');
  throw new CommandError('init-settings', `The provider "${check.definition.id}" refuses the settings: ${all}. Say --set KEY=VALUE.`);
}

function refuseMissing(providerId: string, asked: readonly AskedSetting[], settings: readonly SiteEntry[]): void {
  const missing = asked.filter(({ field }) => !settings.some(({ key }) => key === field.key));
  if (missing.length === 0) return;
  const flags = missing.map(({ field }) => `--set ${field.key}=...`).join(' ');
  throw new CommandError('init-settings', `The provider "${providerId}" needs settings that have no default. Say ${flags}.`);
}
