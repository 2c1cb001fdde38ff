import { type Clock, createEngine, type Engine, type Logger, newId, type Store, systemRandom } from '@hostwright/core';
import type { BrokenConnectionNote } from '../../call/broken-connections.js';
import { loadConnections, type SiteConfiguration, type Variables } from '../../configuration/index.js';
import { rememberSecrets } from '../log/known-secrets.js';
import type { Scrubber } from '../log/scrubber.js';
import type { RuntimeFolder } from '../runtime-folder.js';
import { holderPrefix } from './dead-leases.js';

/** What an engine over a configuration needs. The caller holds the lock of the runtime folder. */
export interface EngineSetUpInput {
  readonly configuration: SiteConfiguration;
  readonly environment: Variables;
  readonly runtime: RuntimeFolder;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Learns every secret that plugins read, and user data. */
  readonly scrubber: Scrubber;
}

/** An engine that has not begun, and the connections that it must do without. */
export interface EngineSetUp {
  readonly engine: Engine;
  readonly broken: readonly BrokenConnectionNote[];
}

/** Loads the plugins, and makes an engine of the connections that can be used. */
export async function setUpEngine(input: EngineSetUpInput): Promise<EngineSetUp> {
  const { configuration, environment, runtime, store, clock, logger, scrubber } = input;
  const loaded = await loadConnections(configuration, { environment, programDirectory: configuration.plugins.directory });
  const broken = loaded.broken.map(({ name, error }) => ({ name, message: error.message }));
  for (const { name, message } of broken)
    logger.error({ connection: name, reason: message }, 'connection cannot be used: its templates wait');
  rememberSecrets(scrubber, { settings: loaded.connections.map(({ settings }) => settings), templates: configuration.templates });
  const engine = createEngine({
    store,
    connections: loaded.connections,
    templates: configuration.templates,
    clock,
    logger,
    timing: configuration.timing,
    readSecret: async (reference) => {
      const secret = await loaded.readSecret(reference);
      scrubber.add(secret);
      return secret;
    },
    holder: newId(systemRandom, holderPrefix(runtime)),
  });
  return { engine, broken };
}
