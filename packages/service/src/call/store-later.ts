import { existsSync } from 'node:fs';
import type { Store } from '@hostwright/core';
import type { SiteConfiguration } from '../configuration/index.js';

/**
 * The store of a deployment, loaded and opened by the first use of it: a call that lists templates which state their size needs none. Where it cannot be opened each use
 * fails with the reason, and a call answers as with a store that cannot be read.
 */
export function openSiteStoreLater(configuration: SiteConfiguration): Store {
  let opened: Promise<Store> | undefined;
  const store = (): Promise<Store> => (opened ??= open(configuration));
  // The snapshot of the configuration is kept in the work directory, too: without one every call would be slow.
  if (!existsSync(configuration.site.workDirectory)) store().catch(() => undefined);
  return {
    read: async (body) => (await store()).read(body),
    write: async (body, options) => (await store()).write(body, options),
    now: async () => (await store()).now(),
    close: async () => {
      const toClose = await opened?.catch(() => undefined);
      await toClose?.close();
    },
  };
}

async function open(configuration: SiteConfiguration): Promise<Store> {
  const { openSiteStore } = await import('./site-store.js');
  return openSiteStore(configuration);
}
