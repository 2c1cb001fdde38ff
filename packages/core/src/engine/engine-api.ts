import type { Template } from '../domain/template.js';
import type { AnyProviderDefinition, Provider } from '../provider/definition.js';
import type { CallRecord } from '../ports/call-record.js';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { Random } from '../ports/random.js';
import type { Store } from '../ports/store.js';
import type { RebuildInput, RebuildReport } from './rebuild/rebuild-api.js';
import type { EngineTiming } from './timing.js';
import type { WriteGate } from './write-gate.js';

/** A configured provider account, region or cluster. */
export interface ConnectionSetup {
  readonly name: string;
  readonly definition: AnyProviderDefinition;
  /** Already validated by the definition's `settingsSchema`. */
  readonly settings: unknown;
}

/** What an engine is made from. */
export interface EngineOptions {
  readonly store: Store;
  readonly connections: readonly ConnectionSetup[];
  /** Whose shapes the engine learns from the catalogue where their attributes do not state them. @default none */
  readonly templates?: readonly Template[];
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** @default the operating system's randomness */
  readonly random?: Random;
  /** @default writes nothing */
  readonly logger?: Logger;
  /** @default {@link DEFAULT_TIMING} */
  readonly timing?: Partial<EngineTiming>;
  /** Reads a secret by reference. @default refuses every reference */
  readonly readSecret?: (reference: string) => Promise<string>;
  /** Told of every finished cloud call, for metrics. @default nobody */
  readonly onCall?: (record: CallRecord) => void;
  /** Names this engine as holder of leases; unique for each start. @default random */
  readonly holder?: string;
}

/** Starts the plugin of one connection. Throws what the plugin throws. */
export type OpenPlugin = (
  options: ConnectionPorts & {
    readonly connection: string;
    readonly definition: AnyProviderDefinition;
    readonly settings: unknown;
    readonly transportDeadlineMs: number;
  },
) => { readonly provider: Provider<unknown>; readonly gate: WriteGate; readonly origin: string };

type ConnectionPorts = Pick<EngineOptions, 'store' | 'onCall'> &
  Required<Pick<EngineOptions, 'clock' | 'random' | 'logger' | 'readSecret'>>;

/** How one bounded run ended. */
export type DriveEnd = 'reached' | 'idle' | 'deadline';

/** Works on requests: sweeps, launches, ends machines, settles. Only the holder of a connection's lease acts on it. */
export interface Engine {
  /** Works until `signal` is aborted, then finishes what it was sending and releases its leases. */
  run(input: { readonly signal: AbortSignal }): Promise<void>;

  /**
   * Works for a bounded time, in the caller's process.
   *
   * @param input.deadlineMs - longest time; the call returns at most one cloud call's deadline later
   * @param input.until - asked after each step; `true` ends the run
   * @returns `reached` when `until` held, `idle` when nothing is open, else `deadline`
   */
  drive(input: { readonly deadlineMs: number; readonly until?: () => Promise<boolean>; readonly signal?: AbortSignal }): Promise<DriveEnd>;

  /**
   * Makes a store that is older than the clouds know what they show: machines of lives that it does not remember become its own, under the
   * requests that their tags name; then a new life of the store begins, and halts are lifted. Launches and ends nothing.
   *
   * All connections are listed first, under leases of their own, so that no engine may be at work. Safe to repeat, also after it was
   * broken off: it then does what is left.
   *
   * @throws {HostFactoryError} `InvalidCall`: a connection to leave out does not exist, or none is left in
   * @throws {ProviderError} a connection could not be listed completely; nothing was changed
   * @throws {StoreError} `busy`: another engine works on a connection, or took one over
   */
  rebuild(input?: RebuildInput): Promise<RebuildReport>;

  /** Looks at its connections at once instead of at the next tick. Costs nothing when it is working already. */
  wake(): void;

  /** Whether any request, machine, group or intent of its connections is still open. */
  idle(): Promise<boolean>;

  /** Whether the first listing of a connection is under way, for which a plugin may have to load its SDK: nothing is brought forward before. */
  firstLook(): boolean;

  /** Steps finished since the start: a sweep or a committed change counts as progress. */
  progress(): number;

  /** Frees providers. Call after `run` has ended. May be repeated. */
  dispose(): Promise<void>;
}
