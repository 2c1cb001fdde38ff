import type { CloudMachine, CloudOffer, CloudOrder, CloudPage, CloudQuota, CloudType, Deletion, Missing, Origin } from './cloud-api.js';

/** The key and the signal of one call: a client keeps neither. */
export interface CallKeys {
  readonly apiKey: string;
  readonly signal: AbortSignal;
}

/** The cloud refused a call: it answered with an error. */
export class CloudError extends Error {
  override readonly name = 'CloudError';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfterMs: number | undefined,
  ) {
    super(message);
  }
}

type Answer<Facts> = Promise<Facts & Origin>;
type Listed = { readonly cursor?: string | undefined; readonly limit?: number | undefined };
type Query = Readonly<Record<string, string | number | undefined>>;

/** The calls that this provider needs. Your SDK's client stands here, with its retries turned off. Makes each call once. */
export class CloudClient {
  constructor(private readonly endpoint: string) {}

  whoAmI(keys: CallKeys): Answer<{ readonly user: string }> {
    return this.#get(keys, '/v1/whoami');
  }

  zones(keys: CallKeys): Answer<{ readonly zones: readonly string[] }> {
    return this.#get(keys, '/v1/zones');
  }

  machineTypes(keys: CallKeys, page: Listed): Answer<CloudPage<CloudType>> {
    return this.#get(keys, '/v1/machine-types', page);
  }

  machineType(keys: CallKeys, name: string): Answer<CloudType> {
    return this.#get(keys, `/v1/machine-types/${encodeURIComponent(name)}`);
  }

  prices(keys: CallKeys, page: Listed): Answer<CloudPage<CloudOffer>> {
    return this.#get(keys, '/v1/prices', page);
  }

  image(keys: CallKeys, name: string): Answer<{ readonly imageId: string }> {
    return this.#get(keys, `/v1/images/${encodeURIComponent(name)}`);
  }

  quotas(keys: CallKeys): Answer<{ readonly quotas: readonly CloudQuota[] }> {
    return this.#get(keys, '/v1/quotas');
  }

  /** The same client token never makes a second set. */
  createMachines(keys: CallKeys, order: CloudOrder): Answer<{ readonly machines: readonly CloudMachine[]; readonly missing?: Missing }> {
    return this.#send(keys, 'POST', '/v1/machines', order);
  }

  /** Machines with a tag, whatever its value or with that value, in the order of their ids. */
  machines(
    keys: CallKeys,
    page: Listed & { readonly tagKey: string; readonly tagValue?: string | undefined },
  ): Answer<CloudPage<CloudMachine> & { readonly zones: readonly string[]; readonly unreadableZones: readonly string[] }> {
    return this.#get(keys, '/v1/machines', page);
  }

  /** What it may not tell is in neither list. */
  machinesById(
    keys: CallKeys,
    ids: readonly string[],
  ): Answer<{ readonly machines: readonly CloudMachine[]; readonly missing: readonly string[] }> {
    return this.#get(keys, '/v1/machines/by-id', { ids: ids.join(',') });
  }

  deleteMachines(keys: CallKeys, ids: readonly string[]): Answer<{ readonly results: readonly Deletion[] }> {
    return this.#send(keys, 'POST', '/v1/machines/delete', { ids });
  }

  #get<Facts>(keys: CallKeys, path: string, query: Query = {}): Answer<Facts> {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
    return this.#send(keys, 'GET', parameters.size === 0 ? path : `${path}?${parameters.toString()}`);
  }

  async #send<Facts>({ apiKey, signal }: CallKeys, method: string, path: string, body?: object): Answer<Facts> {
    const response = await fetch(new URL(path, this.endpoint), {
      method,
      signal,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer as Facts & Origin;
    const { code, message, retryAfterMs } = answer as { code?: string; message?: string; retryAfterMs?: number };
    throw new CloudError(response.status, code ?? `HTTP ${response.status}`, message ?? response.statusText, retryAfterMs);
  }
}
