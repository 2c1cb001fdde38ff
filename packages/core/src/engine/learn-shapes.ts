import { hashOptions } from '../domain/options-hash.js';
import { statesShape, type Template } from '../domain/template.js';
import { isProviderError, ProviderError } from '../provider/errors.js';
import { withDeadline } from './deadline.js';
import type { WorkerEnv } from './worker-env.js';

/** Asks the catalogue for the shapes of templates whose attributes do not state them, when unknown or old. Answers how many it learnt. */
export async function learnShapes(env: WorkerEnv): Promise<number> {
  const due = await dueTemplates(env);
  let learnt = 0;
  for (const [optionsHash, template] of due) {
    const answer = await askShape(env, template);
    if (answer === undefined) return learnt;
    const { connection } = env;
    await env.store.write((tx) => tx.saveShape({ connection, optionsHash, ...answer, learntAtMs: env.clock.now() }), { durable: false });
    learnt += 1;
  }
  return learnt;
}

async function dueTemplates(env: WorkerEnv): Promise<ReadonlyMap<string, Template>> {
  const silent = env.templates.filter((template) => !statesShape(template));
  if (silent.length === 0) return new Map();
  const known = new Map((await env.store.read((tx) => tx.shapes(env.connection))).map((shape) => [shape.optionsHash, shape]));
  const oldestMs = env.clock.now() - env.timing.catalogIntervalMs;
  const due = new Map<string, Template>();
  for (const template of silent) {
    const hash = hashOptions(template.options);
    const shape = known.get(hash);
    if (shape === undefined || shape.learntAtMs < oldestMs) due.set(hash, template);
  }
  return due;
}

type Answer = { readonly shape: Awaited<ReturnType<WorkerEnv['provider']['catalog']['shape']>> | undefined; readonly message: string | undefined };

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
