import type { Inspection } from '../provider/machines.js';
import { backoffMs } from './backoff.js';
import { inspect } from './inspect-missing.js';
import type { WorkerEnv } from './worker-env.js';

/** Calls for one request at a time; what is left is asked in the next round. */
const BATCHES_PER_ROUND = 10;

/** What one round brought, over all its calls. */
export type SearchResult = Pick<Inspection, 'machines' | 'notFound'>;

/**
 * Looks in one cloud for machines that the store does not know. Ids that the cloud would not speak of go to the end of the queue, so that
 * they hold up no others, and a cloud that cannot be asked is left alone for a while.
 */
export class ReturnSearch {
  readonly #undecided = new Set<string>();
  #failures = 0;
  #notBeforeMonotonicMs = 0;

  constructor(private readonly env: WorkerEnv) {}

  /** Undefined when nothing may be asked now. */
  async lookFor(machineIds: readonly string[]): Promise<SearchResult | undefined> {
    const { clock, provider, timing } = this.env;
    if (clock.monotonic() < this.#notBeforeMonotonicMs) return undefined;
    const fresh = machineIds.filter((id) => !this.#undecided.has(id));
    const queue = [...new Set([...fresh, ...machineIds])];
    const size = Math.max(1, provider.capabilities.machines.maxIdsPerInspect);
    const found: Inspection[] = [];
    for (let start = 0; start < queue.length && found.length < BATCHES_PER_ROUND; start += size) {
      const batch = queue.slice(start, start + size);
      const inspection = await inspect(this.env, batch);
      if (inspection === undefined) return this.#failed(found);
      found.push(inspection);
      this.#note(batch, inspection);
    }
    this.#failures = 0;
    if (this.#undecided.size > 0) this.#notBeforeMonotonicMs = clock.monotonic() + timing.busySweepIntervalMs;
    return merged(found);
  }

  #failed(found: readonly Inspection[]): SearchResult {
    const { clock, timing, random } = this.env;
    this.#failures += 1;
    this.#notBeforeMonotonicMs = clock.monotonic() + backoffMs(this.#failures, timing, random);
    return merged(found);
  }

  #note(batch: readonly string[], { machines, notFound }: Inspection): void {
    const decided = new Set([...machines.map((machine) => machine.machineId), ...notFound]);
    for (const id of batch) {
      if (decided.has(id)) this.#undecided.delete(id);
      else {
        // Taken out first, so that it goes to the end.
        this.#undecided.delete(id);
        this.#undecided.add(id);
      }
    }
  }
}

function merged(found: readonly Inspection[]): SearchResult {
  return { machines: found.flatMap((entry) => entry.machines), notFound: found.flatMap((entry) => entry.notFound) };
}
