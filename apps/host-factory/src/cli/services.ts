import type { Commands, Queries, Store } from '@hostwright/core';
import type { WakeAndWait } from '@hostwright/host-factory-protocol';
import type { Site, SiteConfiguration } from '@hostwright/service/configuration';

/** What can be looked at without changing anything: no command, no agent, no store that can be written, no provider. */
export interface ReadServices {
  /** Where everything lies; reads no configuration. */
  site(): Site;
  configuration(): Promise<SiteConfiguration>;
  queries(): Promise<Queries>;
  /** The store as it is, for reading alone. */
  read: Store['read'];
  /** Frees what was made. */
  close(): Promise<void>;
}

/** What commands work with, made when it is first asked for. A command asks only for what it needs. */
export interface Services {
  /** Where everything lies; reads no configuration. */
  site(): Site;
  configuration(): Promise<SiteConfiguration>;
  store(): Promise<Store>;
  commands(): Promise<Commands>;
  queries(): Promise<Queries>;
  /** Wakes the agent or works here, as configured. */
  wakeAndWait(): Promise<WakeAndWait>;
  /** Frees what was made. */
  close(): Promise<void>;
}
