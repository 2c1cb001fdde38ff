import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createQueries, type Store, systemClock } from '@hostwright/core';
import { openSiteStore } from '@hostwright/service';
import { openSqliteStore } from '@hostwright/store';
import { loadSiteConfiguration, locateSite, type Site, type SiteConfiguration, STORE_FILE_NAME } from '@hostwright/service/configuration';
import type { ReadServices } from './cli/services.js';
import type { ComposeInput } from './compose.js';

/**
 * Services for a command that only says what it would do: there is nothing in them through which a machine could be launched or ended. The
 * store is opened for reading alone; where there is none yet, an empty one in memory is read.
 */
export function composeReading(input: ComposeInput): ReadServices {
  const { environment, program, configDirectory } = input;
  const site = (): Site => locateSite({ configDirectory, environment });
  let loaded: Promise<SiteConfiguration> | undefined;
  let opened: Promise<Store> | undefined;
  const configuration = (): Promise<SiteConfiguration> =>
    (loaded ??= loadSiteConfiguration(site(), { environment, programDirectory: program.packageDirectory }));
  const store = (): Promise<Store> => (opened ??= configuration().then(openForReading));
  return {
    site,
    configuration,
    read: async (body) => (await store()).read(body),
    queries: async () => {
      const { templates, timing } = await configuration();
      return createQueries({ store: await store(), templates, timing, clock: systemClock });
    },
    close: async () => {
      await opened?.then(
        (made) => made.close(),
        () => undefined,
      );
    },
  };
}

async function openForReading(configuration: SiteConfiguration): Promise<Store> {
  if (existsSync(join(configuration.site.workDirectory, STORE_FILE_NAME))) return openSiteStore(configuration, { readOnly: true });
  return openSqliteStore({ file: ':memory:' });
}
