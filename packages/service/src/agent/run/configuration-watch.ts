import type { Logger } from '@hostwright/core';
import type { SiteConfiguration } from '../../configuration/index.js';

/** What a watch needs. */
export interface ConfigurationWatchInput {
  /** Reads the configuration on disk. */
  readonly load: () => Promise<SiteConfiguration>;
  readonly first: SiteConfiguration;
  /** Makes ready for a new configuration; what it throws is the configuration's problem. What it answers takes it into use. */
  readonly prepare: (configuration: SiteConfiguration) => Promise<() => Promise<void>>;
  readonly logger: Logger;
}

/** Follows the configuration on disk. One that cannot be used changes nothing: the last good one stays. */
export class ConfigurationWatch {
  #current: SiteConfiguration;
  #problem: string | undefined;
  /** Fingerprint of the one that was refused, so that it is not tried at every look. */
  #refused: string | undefined;
  #look: Promise<void> | undefined;
  #change: Promise<void> = Promise.resolve();

  constructor(private readonly input: ConfigurationWatchInput) {
    this.#current = input.first;
  }

  /** What calls are answered by. The engine may still be finishing with the one before. */
  get current(): SiteConfiguration {
    return this.#current;
  }

  /** Why the configuration on disk is not in use; undefined when it is. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Looks whether anything changed, and takes it into use. Never rejects. */
  look(): Promise<void> {
    this.#look ??= this.#lookOnce().finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  /** Resolves when no change is under way. */
  settled(): Promise<void> {
    return this.#change;
  }

  async #lookOnce(): Promise<void> {
    try {
      const found = await this.input.load();
      if (found.fingerprint === this.#refused) return;
      if (found.fingerprint !== this.#current.fingerprint) await this.#follow(found);
      this.#problem = undefined;
      this.#refused = undefined;
    } catch (error) {
      this.#refuse((error as Error).message);
    }
  }

  async #follow(found: SiteConfiguration): Promise<void> {
    const takeIntoUse = await this.input.prepare(found).catch((error: unknown) => {
      this.#refused = found.fingerprint;
      throw error;
    });
    this.#current = found;
    this.#change = this.#change.then(takeIntoUse).catch((error: unknown) => {
      this.input.logger.error({ reason: (error as Error).message }, 'changed configuration did not come into use');
    });
    const connections = found.connections.map(({ name }) => name);
    this.input.logger.info({ connections, templates: found.templates.length }, 'configuration changed');
  }

  #refuse(problem: string): void {
    if (problem !== this.#problem) this.input.logger.error({ reason: problem }, 'configuration cannot be used: the last good one stays');
    this.#problem = problem;
  }
}
