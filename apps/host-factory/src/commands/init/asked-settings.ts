import type { AnyProviderDefinition, SiteEntry } from '@hostwright/core/provider';
import type { StatedChoices } from './choices.js';
import { type SettingField, settingFields } from './setting-fields.js';
import { valueJsonOf } from './setting-value.js';

/** A setting that a new site has to decide on. */
export interface AskedSetting {
  readonly field: SettingField;
  /** What holds when nobody says otherwise, as JSON text; undefined where somebody has to. */
  readonly defaultJson: string | undefined;
}

const UNKNOWN: Omit<SettingField, 'key'> = { description: '', kind: 'text', choices: [], required: true, defaultJson: undefined };

/** The settings that the provider suggests for a new site, then those that it cannot do without. */
export function askedSettings(definition: AnyProviderDefinition): readonly AskedSetting[] {
  const fields = settingFields(definition);
  const suggested = (definition.starter?.settings ?? []).map(({ key, valueJson }) => ({
    field: fields.find((field) => field.key === key) ?? { ...UNKNOWN, key },
    defaultJson: valueJson,
  }));
  const keys = new Set(suggested.map(({ field }) => field.key));
  const needed = fields.filter((field) => field.required && !keys.has(field.key));
  return [...suggested, ...needed.map((field) => ({ field, defaultJson: undefined }))];
}

/** What `--set` says; each key once. */
export function statedSettings(definition: AnyProviderDefinition, { settings }: StatedChoices): readonly SiteEntry[] {
  const fields = settingFields(definition);
  return settings.map(([key, text]) => {
    const field = fields.find((known) => known.key === key);
    return { key, valueJson: valueJsonOf(text, field) };
  });
}
