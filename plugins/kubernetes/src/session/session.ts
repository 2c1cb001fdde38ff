import type { OperationInput, ProviderContext, ProviderIdentity, WriteInput } from '@hostwright/core/provider';
import type { KubernetesSettings } from '../settings/settings.js';
import type { Namespaces } from './namespaces.js';

/** One request to the API server. Bodies go out as they are: no typed client stands between, which would drop fields that it does not know. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** For example `/api/v1/namespaces/grid/pods`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** @default application/json */
  readonly contentType?:
    | 'application/json'
    | 'application/merge-patch+json'
    | 'application/strategic-merge-patch+json'
    | 'application/json-patch+json';
}

/** An answer, and the moment at which the API server gave it. */
export interface Answered<Output> {
  readonly output: Output;
  /** The server's own clock: the answer's `Date` header, in milliseconds since 1970. */
  readonly providerTimeMs: number;
}

/** One event of a watch, as it stands on the wire. */
export interface WatchEvent {
  /** `ADDED`, `MODIFIED`, `DELETED`, `BOOKMARK` or `ERROR`. */
  readonly type: string;
  readonly object: unknown;
}

/** What one call may say beside its request. */
export interface CallExtras {
  /** Instead of the settings' `requestTimeoutMs`. */
  readonly deadlineMs?: number;
}

/** The one way out to a cluster: connections and credentials made on first use, no repeats, every error mapped. */
export interface KubernetesSession {
  readonly settings: KubernetesSettings;
  readonly context: ProviderContext;

  /**
   * Makes one reading call.
   * @param action - verb and resource, for example `list pods`: the name under which it is counted and limited
   * @throws {ProviderError}
   */
  read<Output>(action: string, request: ApiRequest, input: OperationInput, extras?: CallExtras): Promise<Answered<Output>>;

  /**
   * Makes one call that changes something, under the engine's attempt. Never repeated here.
   * @throws {ProviderError}
   */
  write<Output>(
    action: string,
    effect: 'create' | 'delete',
    request: ApiRequest,
    input: Pick<WriteInput, 'signal' | 'attempt'>,
    extras?: CallExtras,
  ): Promise<Answered<Output>>;

  /**
   * Opens one watch and yields its events until it ends, from whichever side; a clean end is an end, and so is an abort. An in-stream ERROR
   * event (410 Gone) is yielded like any other. Opening is a reading call with its deadline; the watch itself lives on. With `timeoutSeconds`
   * in the query, a connection that is silent for longer than that is taken for dead.
   * @throws {ProviderError} when it cannot be opened, or breaks
   */
  watch(action: string, request: ApiRequest, signal: AbortSignal): AsyncIterable<WatchEvent>;

  /** Whom the credentials belong to and which cluster answers: account = uid of a namespace, see `settings.identity`; region = `cluster`. @throws {ProviderError} */
  identity(input: OperationInput): Promise<ProviderIdentity>;

  /** Where templates may launch, and what sweeps list. Sends nothing. @throws {ProviderError} `InvalidSettings` */
  namespaces(): Promise<Namespaces>;

  /** Closes connections. May be repeated. */
  close(): void;
}
