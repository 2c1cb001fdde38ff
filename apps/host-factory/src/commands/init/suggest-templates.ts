import { type Clock, isProviderError } from '@hostwright/core';
import type { AnyProviderDefinition, SiteEntry, Suggestions } from '@hostwright/core/provider';
import { createSecretReader } from '@hostwright/service/configuration';
import { inTime, LookTookTooLong } from '../providers/in-time.js';
import { createReadOnlyContext } from '../providers/read-only-context.js';
import { type SettingsCheck, validSettings } from './check-settings.js';

/** An account that is not looked at within this time is one that cannot be looked at: credentials are missing, or nothing answers. */
const LONGEST_LOOK_MS = 30_000;

/** How an account is looked at. */
export interface AccountLook {
  readonly check: SettingsCheck;
  readonly clock: Clock;
  /** Asks no cloud. */
  readonly offline: boolean;
}

/**
 * The templates to begin with: those that the provider suggests after a look at the account, else those that it suggests to everybody. Reads
 * only, never rejects, and says what it found or why it could not look.
 */
export async function suggestTemplates(settings: readonly SiteEntry[], { check, clock, offline }: AccountLook): Promise<Suggestions> {
  const usual: Suggestions = { templates: check.definition.starter?.templates ?? [], remarks: [] };
  if (offline) return usual;
  const valid = await validSettings(settings, check);
  if (valid === undefined) return usual;
  try {
    return (await look(valid.value, check, clock)) ?? usual;
  } catch (error) {
    const why = `the account could not be looked at (${tell(error, check.definition)})`;
    return { ...usual, remarks: [`${why}: these templates name nothing of it, so look through them before they are used`] };
  }
}

async function look(
  settings: unknown,
  { definition, directory, environment }: SettingsCheck,
  clock: Clock,
): Promise<Suggestions | undefined> {
  const readSecret = createSecretReader(directory, environment);
  const provider = definition.create(settings, createReadOnlyContext({ connection: definition.id, clock, readSecret }));
  try {
    if (provider.suggest === undefined) return undefined;
    return await inTime(LONGEST_LOOK_MS, async (signal) => provider.suggest?.({ signal }));
  } finally {
    await provider.dispose?.();
  }
}

/** Our errors are written for people; anything else a plugin throws may hold secrets. */
function tell(error: unknown, { id }: AnyProviderDefinition): string {
  if (isProviderError(error)) return `${error.errorClass}: ${error.message}`;
  return error instanceof LookTookTooLong ? error.message : `the plugin of ${id} failed; report it to its authors`;
}
