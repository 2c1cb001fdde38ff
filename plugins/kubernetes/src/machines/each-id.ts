import { isProviderError, type ProviderError, type ProviderErrorClass, type Termination } from '@hostwright/core/provider';

/** Calls about single objects that are under way at the same time. */
const CONCURRENCY = 50;

/** Errors that are no matter of the one object: what has not been sent yet would meet them, too. */
const OF_THE_CLUSTER: ReadonlySet<ProviderErrorClass> = new Set(['Throttled', 'Unavailable', 'OutcomeUnknown', 'Credentials']);

/** Whether an error is about the cluster as a whole, or the way to it. */
export function isOfTheCluster(error: ProviderError): boolean {
  return OF_THE_CLUSTER.has(error.errorClass);
}

/** What one id was answered. */
export type IdAnswer<Answer> = { readonly answer: Answer } | { readonly error: ProviderError };

/**
 * Asks for each id on its own: the first alone, then many at a time. Once the cluster itself does not answer, or asks for less, nothing more
 * is sent, and what was left out has that error.
 */
export async function eachId<Id, Answer>(ids: readonly Id[], ask: (id: Id) => Promise<Answer>): Promise<ReadonlyMap<Id, IdAnswer<Answer>>> {
  const answers = new Map<Id, IdAnswer<Answer>>();
  let stopped: ProviderError | undefined;
  const answerOne = async (id: Id): Promise<void> => {
    if (stopped !== undefined) return void answers.set(id, { error: stopped });
    const answer = await caught(ask(id));
    answers.set(id, answer);
    if ('error' in answer && isOfTheCluster(answer.error)) stopped ??= answer.error;
  };
  const [first, ...others] = ids;
  if (first !== undefined) await answerOne(first);
  const waiting = others.values();
  const worker = async (): Promise<void> => {
    for (const id of waiting) await answerOne(id);
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, others.length) }, worker));
  return answers;
}

async function caught<Answer>(work: Promise<Answer>): Promise<IdAnswer<Answer>> {
  try {
    return { answer: await work };
  } catch (error) {
    if (!isProviderError(error)) throw error;
    return { error };
  }
}

/** The error of the cluster that every id met; undefined when one was answered, or none was asked. */
export function commonError<Id, Answer>(answers: ReadonlyMap<Id, IdAnswer<Answer>>): ProviderError | undefined {
  let error: ProviderError | undefined;
  for (const entry of answers.values()) {
    if (!('error' in entry) || !isOfTheCluster(entry.error)) return undefined;
    error ??= entry.error;
  }
  return error;
}

/** Errors that time may lift: a Conflict is another's change of the same object. */
const PASSING: ReadonlySet<ProviderErrorClass> = new Set([...OF_THE_CLUSTER, 'Conflict']);

/** What a failed order about one machine is told as. */
export function failedBy(machineId: string, error: ProviderError): Termination & { readonly outcome: 'failed' } {
  return {
    machineId,
    outcome: 'failed',
    message: error.message,
    ...(error.code === undefined ? {} : { code: error.code }),
    retryable: PASSING.has(error.errorClass),
  };
}

/** Whether that very object is gone: its name is unknown, or by the precondition of its uid another's. */
export function isGone(error: unknown): boolean {
  return isNotFound(error) || (isProviderError(error) && error.code === 'Conflict');
}

/** Whether the API server knows no such object. */
export function isNotFound(error: unknown): boolean {
  return isProviderError(error) && error.errorClass === 'NotFound';
}
