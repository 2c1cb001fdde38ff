import { hashOptions } from '../domain/options-hash.js';
import { statesShape, type Template } from '../domain/template.js';
import { isProviderError, ProviderError } from '../provider/errors.js';
import { withDeadline } from './deadline.js';
import { hasCome } from './due.js';
import type { WorkerEnv } from './worker-env.js';

/** Learns the shapes of templates whose attributes do not state them from the provider's catalogue, and refreshes them now and then. */
export class ShapeLearner {
  readonly #silent: readonly Template[];
  /** Silent templates by the hash of their options; those that say the same are asked about once. */
  #byHash: ReadonlyMap<string, Template> | undefined;
  #dueAtMonotonicMs = 0;

  constructor(private readonly env: WorkerEnv) {
    this.#silent = env.templates.filter((template) => !statesShape(template));
  }

  isDue(): boolean {
    return this.#silent.length > 0 && this.env.clock.monotonic() >= this.#dueAtMonotonicMs;
  }

  /** Somebody waits for shapes: what is missing is asked for at once. */
  askAgain(): void {
    this.#dueAtMonotonicMs = 0;
  }

  async learn(): Promise<void> {
    const { clock, timing } = this.env;
    this.#dueAtMonotonicMs = clock.monotonic() + timing.sweepIntervalMs;
    for (const [optionsHash, template] of await this.#due()) {
      const answer = await askShape(this.env, template);
      if (answer === undefined) return;
      const shape = { connection: this.env.connection, optionsHash, ...answer, learntAtMs: clock.now() };
      await this.env.store.write((tx) => tx.saveShape(shape), { durable: false });
    }
  }

  async #due(): Promise<ReadonlyMap<string, Template>> {
    const { store, connection, clock, timing } = this.env;
    this.#byHash ??= new Map(this.#silent.map((template) => [hashOptions(template.options), template]));
    const known = new Map((await store.read((tx) => tx.shapes(connection))).map((shape) => [shape.optionsHash, shape.learntAtMs]));
    const isOld = (hash: string): boolean =>
      hasCome((known.get(hash) ?? -Infinity) + timing.catalogIntervalMs, clock.now(), timing.catalogIntervalMs);
    return new Map([...this.#byHash].filter(([hash]) => isOld(hash)));
  }
}

type Answer = {
  readonly shape: Awaited<ReturnType<WorkerEnv['provider']['catalog']['shape']>> | undefined;
  readonly message: string | undefined;
};

/** Undefined when the catalogue cannot be asked now. */
async function askShape(env: WorkerEnv, template: Template): Promise<Answer | undefined> {
  const late = (): ProviderError => new ProviderError('Unavailable', 'the catalogue did not answer in time');
  try {
    const shape = await withDeadline(env.clock, env.timing.transportDeadlineMs, late, (signal) =>
      env.provider.catalog.shape({ options: template.options, signal }),
    );
    return { shape, message: undefined };
  } catch (error) {
    if (isProviderError(error) && error.remedy === 'fix-template') return { shape: undefined, message: error.message };
    const errorClass = isProviderError(error) ? error.errorClass : 'ContractViolation';
    env.logger.warn({ connection: env.connection, templateId: template.templateId, errorClass }, 'shape not learnt');
    return undefined;
  }
}
