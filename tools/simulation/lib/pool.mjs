/** Histories in worker threads, which share nothing. */
import { Worker } from 'node:worker_threads';
import { bundle } from '../bundle.mjs';

/** @typedef {import('../src/run/job.ts').Summary} Summary */
/** @typedef {import('../src/run/job.ts').Job} Job */

/** What one history leaves behind fits in: most of it is never looked at by the garbage collector again. */
const YOUNG_MIB = 64;
/** Histories between two reports of a worker. */
const BATCH = 25;

/** Starts workers over a bundled simulation; without a path it is bundled first. */
export class Pool {
  /** @type {Worker[]} */
  #workers = [];
  #path = '';

  /** @param {{ workers?: number, path?: string }} [options] */
  static async open({ workers = 2, path } = {}) {
    const pool = new Pool();
    pool.#path = path ?? (await bundle());
    for (let index = 0; index < workers; index += 1)
      pool.#workers.push(new Worker(pool.#path, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB } }));
    return pool;
  }

  /**
   * Runs histories `from` up to `from + count - 1`.
   *
   * @param {{ from: number, count: number, twinsEvery?: number, until?: (summary: Summary) => boolean, onProgress?: (summary: Summary) => void }} options -
   *   `until` ends the run early, for example at the first failure
   * @returns {Promise<Summary>}
   */
  async run({ from, count, twinsEvery = 0, until = () => false, onProgress = () => undefined }) {
    let next = from;
    let total = EMPTY;
    const end = from + count;
    await Promise.all(
      this.#workers.map(async (worker) => {
        while (next < end && !until(total)) {
          const batch = Math.min(BATCH, end - next);
          const job = { kind: 'run', from: next, step: 1, count: batch, twinsEvery };
          next += batch;
          const part = /** @type {Summary} */ (await ask(worker, /** @type {Job} */ (job)));
          total = add(total, part);
          onProgress(total);
        }
      }),
    );
    return total;
  }

  /**
   * @param {Job} job
   * @returns {Promise<unknown>}
   */
  async ask(job) {
    const [worker] = this.#workers;
    if (worker === undefined) throw new Error('the pool is closed');
    return ask(worker, job);
  }

  async close() {
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()));
  }
}

/**
 * @param {Worker} worker
 * @param {Job} job
 * @returns {Promise<unknown>}
 */
function ask(worker, job) {
  return new Promise((resolve, reject) => {
    const settle = (/** @type {() => void} */ then) => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      then();
    };
    const onMessage = (/** @type {unknown} */ answer) => settle(() => resolve(answer));
    const onError = (/** @type {Error} */ error) => settle(() => reject(error));
    worker.on('message', onMessage);
    worker.on('error', onError);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows of browsers
    worker.postMessage(job);
  });
}

/** @type {Summary} */
const EMPTY = {
  histories: 0,
  steps: 0,
  leastSteps: Infinity,
  leastProcesses: Infinity,
  leastRequests: Infinity,
  leastRows: Infinity,
  virtualMs: 0,
  fired: {},
  twins: {},
  failures: [],
};

/**
 * @param {Summary} a
 * @param {Summary} b
 * @returns {Summary}
 */
function add(a, b) {
  const fired = { ...a.fired };
  for (const [row, count] of Object.entries(b.fired)) fired[row] = (fired[row] ?? 0) + count;
  const twins = { ...a.twins };
  for (const [row, { replays, changed }] of Object.entries(b.twins)) {
    const before = twins[row] ?? { replays: 0, changed: 0 };
    twins[row] = { replays: before.replays + replays, changed: before.changed + changed };
  }
  return {
    histories: a.histories + b.histories,
    steps: a.steps + b.steps,
    leastSteps: Math.min(a.leastSteps, b.leastSteps),
    leastProcesses: Math.min(a.leastProcesses, b.leastProcesses),
    leastRequests: Math.min(a.leastRequests, b.leastRequests),
    leastRows: Math.min(a.leastRows, b.leastRows),
    virtualMs: a.virtualMs + b.virtualMs,
    fired,
    twins,
    failures: [...a.failures, ...b.failures],
  };
}
