import type { ProviderContext, WriteInput } from '@hostwright/core/provider';
import type { Action } from './capabilities.js';
import { CloudClient, type CallKeys } from './cloud-client.js';
import { toProviderError } from './errors.js';
import type { Settings } from './settings.js';

type Ask<Answer> = (client: CloudClient, keys: CallKeys) => Promise<Answer>;

/** One connection: every call to the cloud goes out here, through the context. Making one opens nothing. */
export class Session {
  readonly #client: CloudClient;

  constructor(
    private readonly settings: Settings,
    private readonly context: ProviderContext,
  ) {
    this.#client = new CloudClient(settings.endpoint);
  }

  /** A call that changes nothing: core repeats it when it is throttled. @throws {ProviderError} */
  read<Answer>(action: Action, signal: AbortSignal, ask: Ask<Answer>): Promise<Answer> {
    return this.context.call({ action, effect: 'read', signal }, (until) => this.#ask(action, 'read', until, ask));
  }

  /** A call that creates or deletes: nobody but the engine repeats it. @throws {ProviderError} */
  write<Answer>(
    action: Action,
    effect: 'create' | 'delete',
    { attempt, signal }: Pick<WriteInput, 'attempt' | 'signal'>,
    ask: Ask<Answer>,
  ): Promise<Answer> {
    return this.context.call({ action, effect, attempt, signal }, (until) => this.#ask(action, effect, until, ask));
  }

  /** For latencies. */
  now(): number {
    return this.context.now();
  }

  async #ask<Answer>(action: Action, effect: 'read' | 'create' | 'delete', signal: AbortSignal, ask: Ask<Answer>): Promise<Answer> {
    try {
      // Asked for at each call: it may have been rotated.
      const apiKey = await this.context.secret(this.settings.apiKey);
      return await ask(this.#client, { apiKey, signal });
    } catch (cause) {
      throw toProviderError(cause, action, effect);
    }
  }
}
