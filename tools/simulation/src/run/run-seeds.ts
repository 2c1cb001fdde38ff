import type { Job, Failure, Summary, TwinCount } from './job.js';
import { Choices } from '../world/random.js';
import { tryHistory } from './try-history.js';
import type { HistoryResult } from '../history/run-history.js';

/** Runs many histories, one after the other. A part of them is run again without one of its faults. */
export async function runSeeds({ from, step, count, twinsEvery }: Job & { readonly kind: 'run' }): Promise<Summary> {
  const total = new Total();
  for (let index = 0; index < count; index += 1) {
    const seed = from + index * step;
    const { result, failure } = await tryHistory(seed);
    total.add(result, failure);
    if (result === undefined || failure !== undefined || twinsEvery === 0 || seed % twinsEvery !== 0) continue;
    const row = new Choices(seed, 'twin').pick(Object.keys(result.fired));
    if (row === undefined) continue;
    const twin = await tryHistory(seed, { rows: [row] });
    total.addTwin(row, twin.result?.outcome !== result.outcome);
    if (twin.failure !== undefined) total.failures.push(twin.failure);
  }
  return total.summary();
}

class Total {
  readonly failures: Failure[] = [];
  readonly twins = new Map<string, TwinCount>();
  readonly #fired = new Map<string, number>();
  #histories = 0;
  #steps = 0;
  #virtualMs = 0;
  #leastSteps = Infinity;
  #leastProcesses = Infinity;
  #leastRequests = Infinity;
  #leastRows = Infinity;

  add(result: HistoryResult | undefined, failure: Failure | undefined): void {
    this.#histories += 1;
    if (failure !== undefined) this.failures.push(failure);
    if (result === undefined) return;
    const fired = Object.keys(result.fired);
    for (const row of fired) this.#fired.set(row, (this.#fired.get(row) ?? 0) + 1);
    this.#steps += result.steps;
    this.#virtualMs += result.elapsedMs;
    if (failure !== undefined) return;
    this.#leastSteps = Math.min(this.#leastSteps, result.steps);
    this.#leastProcesses = Math.min(this.#leastProcesses, result.processes);
    this.#leastRequests = Math.min(this.#leastRequests, result.requests);
    this.#leastRows = Math.min(this.#leastRows, fired.length);
  }

  addTwin(row: string, changed: boolean): void {
    const before = this.twins.get(row) ?? { replays: 0, changed: 0 };
    this.twins.set(row, { replays: before.replays + 1, changed: before.changed + (changed ? 1 : 0) });
  }

  summary(): Summary {
    return {
      histories: this.#histories,
      steps: this.#steps,
      virtualMs: this.#virtualMs,
      leastSteps: this.#leastSteps,
      leastProcesses: this.#leastProcesses,
      leastRequests: this.#leastRequests,
      leastRows: this.#leastRows,
      fired: Object.fromEntries(this.#fired),
      twins: Object.fromEntries(this.twins),
      failures: this.failures,
    };
  }
}
