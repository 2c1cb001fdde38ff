import { createHash } from 'node:crypto';
import type { ProviderContext, WriteInput } from '@hostwright/core/provider';
import type { ActionName } from '../cloud/actions.js';
import type { InputOf, OutputOf } from '../cloud/api.js';
import { MockCloud, type CloudConnection } from '../cloud/mock-cloud.js';
import { behaviourOf, type MockSettings } from './settings.js';
import { toProviderError } from './to-provider-error.js';

/** Calls the cloud as the settings say, every call through the context. */
export class Session {
  readonly #cloud: MockCloud;

  constructor(
    readonly settings: MockSettings,
    readonly context: ProviderContext,
  ) {
    this.#cloud = new MockCloud({
      file: settings.cloudFile,
      seed: settings.seed,
      time: settings.time,
      clock: { now: () => context.now(), sleep: (durationMs, signal) => context.sleep(durationMs, signal) },
    });
  }

  /** A call that changes nothing. @throws {ProviderError} */
  read<Action extends ActionName>(action: Action, input: InputOf<Action>, signal: AbortSignal): Promise<OutputOf<Action>> {
    return this.context.call({ action, effect: 'read', signal }, (until) => this.#send(action, input, 'read', until));
  }

  /** A call that creates or changes something. @throws {ProviderError} */
  create<Action extends ActionName>(
    action: Action,
    input: InputOf<Action>,
    write: Pick<WriteInput, 'attempt' | 'signal'>,
  ): Promise<OutputOf<Action>> {
    const { attempt, signal } = write;
    return this.context.call({ action, effect: 'create', attempt, signal }, (until) => this.#send(action, input, 'create', until));
  }

  /** A call that ends or deletes something. @throws {ProviderError} */
  delete<Action extends ActionName>(
    action: Action,
    input: InputOf<Action>,
    write: Pick<WriteInput, 'attempt' | 'signal'>,
  ): Promise<OutputOf<Action>> {
    const { attempt, signal } = write;
    return this.context.call({ action, effect: 'delete', attempt, signal }, (until) => this.#send(action, input, 'delete', until));
  }

  /** Closes the cloud's file. A later call opens it again. */
  close(): void {
    this.#cloud.close();
  }

  async #send<Action extends ActionName>(
    action: Action,
    input: InputOf<Action>,
    effect: 'read' | 'create' | 'delete',
    signal: AbortSignal,
  ): Promise<OutputOf<Action>> {
    try {
      return await this.#cloud.call(await this.#connection(), { action, input }, signal);
    } catch (cause) {
      throw toProviderError(cause, action, effect);
    }
  }

  async #connection(): Promise<CloudConnection> {
    const { account, region, principal, credentials, accessKey, faults } = this.settings;
    // Asked for at each call: it may have been rotated.
    const key = accessKey === undefined ? undefined : await this.context.secret(accessKey);
    const keySha256 = key === undefined ? undefined : createHash('sha256').update(key).digest('hex');
    return { caller: { account, region, principal, credentials, keySha256 }, behaviour: behaviourOf(this.settings), script: faults };
  }
}
