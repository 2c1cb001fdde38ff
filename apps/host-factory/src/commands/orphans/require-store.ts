import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type SiteConfiguration, STORE_FILE_NAME } from '@hostwright/service/configuration';
import { CommandError } from '../../cli/command-error.js';

/**
 * Refuses to speak of what a store knows where there is none: an empty answer would hide machines that run.
 *
 * @throws {CommandError} `store-missing`
 */
export function requireStore({ site }: SiteConfiguration): void {
  const file = join(site.workDirectory, STORE_FILE_NAME);
  if (existsSync(file)) return;
  throw new CommandError(
    'store-missing',
    `There is no store ${file}, so that nothing is known of any machine. If there was one, "host-factory store rebuild" makes it anew from the clouds; if not, the first request makes it.`,
  );
}
