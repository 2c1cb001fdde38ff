import { join } from 'node:path';
import type { Machine, Request, Store } from '@hostwright/core';
import { rememberedConfiguration, STORE_FILE_NAME, type Site, type Variables } from '@hostwright/service/configuration';
import { openSqliteStore } from '@hostwright/store';

/** Somebody waits at a prompt. */
const BUSY_TIMEOUT_MS = 200;
/** More would help nobody to choose. */
const MOST_ROWS = 500;

/** What is known of a deployment without changing anything, waking anybody or asking a cloud. */
export interface RememberedSite {
  readonly configuration: () => ReturnType<typeof rememberedConfiguration>;
  /** The newest ones. */
  readonly requests: () => Promise<readonly Request[]>;
  /** Those that live. */
  readonly machines: () => Promise<readonly Machine[]>;
}

/** Remembers what the last commands found. */
export function rememberSite(site: Site, options: { readonly environment: Variables; readonly programDirectory: string }): RememberedSite {
  return {
    configuration: () => rememberedConfiguration(site, options),
    requests: () => look(site, (store) => store.read((tx) => tx.requests({ limit: MOST_ROWS }))),
    machines: () => look(site, (store) => store.read((tx) => tx.machines({ live: true, limit: MOST_ROWS }))),
  };
}

async function look<Row>({ workDirectory }: Site, read: (store: Store) => Promise<readonly Row[]>): Promise<readonly Row[]> {
  const store = await openSqliteStore({ file: join(workDirectory, STORE_FILE_NAME), readOnly: true, busyTimeoutMs: BUSY_TIMEOUT_MS });
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}
