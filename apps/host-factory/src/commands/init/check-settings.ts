import { validateWith } from '@hostwright/core';
import type { AnyProviderDefinition, SiteEntry } from '@hostwright/core/provider';
import { checkSettings, createInterpolation, type Variables } from '@hostwright/service/configuration';

/** What settings are checked against. */
export interface SettingsCheck {
  readonly definition: AnyProviderDefinition;
  /** Folder of the configuration. */
  readonly directory: string;
  readonly environment: Variables;
}

/** A fault of settings, and the key that it is about; undefined for the settings as a whole. */
export interface SettingsFault {
  readonly key: string | undefined;
  readonly message: string;
}

/** Everything that the provider's own schema has against settings, as every later call will check them. */
export async function settingsFaults(entries: readonly SiteEntry[], check: SettingsCheck): Promise<readonly SettingsFault[]> {
  const { values, faults } = resolveValues(entries, check);
  if (faults.length > 0) return faults;
  const issues = await checkSettings(check.definition, values);
  return issues.map(({ path: [key], text }) => ({ key: key === undefined ? undefined : String(key), message: text }));
}

/** Settings as the provider is made from; undefined where they have faults. */
export async function validSettings(entries: readonly SiteEntry[], check: SettingsCheck): Promise<{ readonly value: unknown } | undefined> {
  const { values, faults } = resolveValues(entries, check);
  if (faults.length > 0) return undefined;
  const result = await validateWith(check.definition.settingsSchema, values, 'settings');
  return result.issues === undefined ? { value: result.value } : undefined;
}

function resolveValues(
  entries: readonly SiteEntry[],
  { directory, environment }: SettingsCheck,
): { readonly values: object; readonly faults: readonly SettingsFault[] } {
  const interpolation = createInterpolation(directory, environment);
  const faults: SettingsFault[] = [];
  const values = entries.map(({ key, valueJson }) => {
    const tell = ({ message }: { readonly message: string }): void => void faults.push({ key, message: `${key}: ${message}.` });
    return [key, interpolation.deep(JSON.parse(valueJson), [key], tell)] as const;
  });
  return { values: Object.fromEntries(values), faults };
}
