import type { CallRecord } from '../ports/call-record.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { Random } from '../ports/random.js';
import type { Store } from '../ports/store.js';
import type { AnyProviderDefinition, Provider } from '../provider/definition.js';
import { recordedBucketKey } from './bucket-key.js';
import { checkProvider } from './check-provider.js';
import { Instrument } from './instrument.js';
import { originOf } from './origin.js';
import { RateLimiter } from './rate-limiter.js';

/** Whose plugin is started, and what it may use. */
export interface OpenPluginOptions {
  readonly connection: string;
  readonly definition: AnyProviderDefinition;
  /** Already validated by the definition's `settingsSchema`. */
  readonly settings: unknown;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly transportDeadlineMs: number;
  readonly readSecret: (reference: string) => Promise<string>;
  readonly onCall?: (record: CallRecord) => void;
}

/** A started plugin, and the gate that its writes pass. */
export interface OpenedPlugin {
  readonly provider: Provider<unknown>;
  readonly gate: Instrument;
  /** Its package and version, for complaints. */
  readonly origin: string;
}

/**
 * Starts the plugin of one connection: everything it does goes through the instrumentation. Throws what the plugin throws.
 *
 * @throws {ProviderError} `ContractViolation` when what it made breaks the contract
 */
export function openPlugin(options: OpenPluginOptions): OpenedPlugin {
  const { connection, definition, settings, store, clock, random, logger, transportDeadlineMs, readSecret, onCall } = options;
  const gate = new Instrument({
    connection,
    provider: definition.id,
    clock,
    random,
    logger,
    limiter: new RateLimiter({ store, clock, limits: definition.rateLimits }),
    bucketKey: recordedBucketKey({ store, connection }),
    transportDeadlineMs,
    readSecret,
    ...(onCall === undefined ? {} : { onCall }),
  });
  const origin = originOf(definition);
  return { provider: checkProvider({ id: definition.id, origin }, definition.create(settings, gate)), gate, origin };
}
