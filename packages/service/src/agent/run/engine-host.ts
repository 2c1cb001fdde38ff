import { type Clock, type Engine, HostFactoryError, type Logger, type Store } from '@hostwright/core';
import { type BrokenConnectionNote, noteBrokenConnections } from '../../call/broken-connections.js';
import type { SiteConfiguration, Variables } from '../../configuration/index.js';
import { setUpEngine } from '../engine/set-up.js';
import type { Scrubber } from '../log/scrubber.js';
import type { RuntimeFolder } from '../runtime-folder.js';

/** What an engine lives in, whatever the configuration says. */
export interface EngineSurroundings {
  readonly environment: Variables;
  readonly runtime: RuntimeFolder;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly scrubber: Scrubber;
}

interface Running {
  readonly engine: Engine;
  readonly broken: readonly BrokenConnectionNote[];
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** An engine that ended by an error is begun again after this time. */
const AFTER_FAILURE_MS = 1_000;

/** Keeps one engine running, and puts another in its place when the configuration changes. */
export class EngineHost {
  #running: Running | undefined;
  #earlierProgress = 0;
  #closed = false;

  constructor(private readonly surroundings: EngineSurroundings) {}

  /** Connections that the engine must do without. */
  get broken(): readonly BrokenConnectionNote[] {
    return this.#running?.broken ?? [];
  }

  /**
   * Makes an engine for a configuration. Nothing has changed before the answer is called: that ends the engine in use and begins this one.
   *
   * @throws {HostFactoryError} a connection that works now could not be used with the new configuration
   */
  async prepare(configuration: SiteConfiguration): Promise<() => Promise<void>> {
    const { engine, broken } = await setUpEngine({ ...this.surroundings, configuration });
    if (this.#running !== undefined) refuseNewlyBroken(broken, this.#running.broken);
    return () => this.#replace(engine, broken);
  }

  wake(): void {
    this.#running?.engine.wake();
  }

  /** False while no engine has begun. */
  async idle(): Promise<boolean> {
    return (await this.#running?.engine.idle()) ?? false;
  }

  /** Steps finished since this host was made. */
  progress(): number {
    return this.#earlierProgress + (this.#running?.engine.progress() ?? 0);
  }

  /** Lets the engine finish what it is sending, and frees it. No other takes its place. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#endCurrent();
  }

  async #replace(engine: Engine, broken: readonly BrokenConnectionNote[]): Promise<void> {
    await this.#endCurrent();
    await noteBrokenConnections(this.surroundings.store, broken).catch((error: unknown) =>
      this.#tell(error, 'broken connections not noted'),
    );
    if (this.#closed) return engine.dispose();
    const stop = new AbortController();
    this.#running = { engine, broken, stop, done: this.#keepRunning(engine, stop.signal) };
  }

  async #endCurrent(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    running.stop.abort();
    running.engine.wake();
    await running.done;
    this.#earlierProgress += running.engine.progress();
    this.#running = undefined;
    await running.engine.dispose().catch((error: unknown) => this.#tell(error, 'a provider could not be freed'));
  }

  async #keepRunning(engine: Engine, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        return await engine.run({ signal });
      } catch (error) {
        this.#tell(error, 'engine ended by an error: will be begun again');
        await this.surroundings.clock.sleep(AFTER_FAILURE_MS, signal).catch(() => undefined);
      }
    }
  }

  #tell(error: unknown, message: string): void {
    this.surroundings.logger.error({ reason: (error as Error).message }, message);
  }
}

function refuseNewlyBroken(broken: readonly BrokenConnectionNote[], before: readonly BrokenConnectionNote[]): void {
  const known = new Set(before.map(({ name }) => name));
  const fresh = broken.find(({ name }) => !known.has(name));
  if (fresh !== undefined) throw new HostFactoryError('InvalidConfiguration', `Connection "${fresh.name}": ${fresh.message}`);
}
