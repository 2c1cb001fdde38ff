import { isProviderError, type ProviderError, type ProviderErrorClass, type Termination } from '@hostwright/core/provider';
import { callByIds, isNotFound, type IdAnswer } from './by-ids.js';
import { MAX_IDS_PER_TERMINATE } from './capabilities.js';

/** Errors that time may lift. */
const PASSING: ReadonlySet<ProviderErrorClass> = new Set(['Throttled', 'Unavailable', 'OutcomeUnknown', 'Credentials']);

/**
 * Gives an order about many machines. Exactly one entry answers each id.
 *
 * @param order - makes one call; answers the state that EC2 names for each id
 * @throws {ProviderError} when no id was answered at all
 */
export async function orderByIds(
  machineIds: readonly string[],
  order: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<readonly Termination[]> {
  const answers = await callByIds(machineIds, MAX_IDS_PER_TERMINATE, order);
  const byId = new Map(answers.map((entry) => [entry.id, entry]));
  return machineIds.map((machineId) => toTermination(machineId, byId.get(machineId)));
}

function toTermination(machineId: string, entry: IdAnswer<string> | undefined): Termination {
  if (entry === undefined) return { machineId, outcome: 'failed', message: 'EC2 did not answer for this machine', retryable: true };
  if ('answer' in entry) return { machineId, outcome: entry.answer === 'terminated' ? 'terminated' : 'accepted' };
  if (entry.named && isNotFound(entry.error)) return { machineId, outcome: 'not-found' };
  return failedBy(machineId, entry.error);
}

/** The answer about a machine whose order an error stopped. */
export function failedBy(machineId: string, error: ProviderError): Termination {
  return {
    machineId,
    outcome: 'failed',
    message: error.message,
    ...(error.code === undefined ? {} : { code: error.code }),
    retryable: PASSING.has(error.errorClass),
  };
}

/** Passes on anything but an error of the cloud. */
export function cloudErrorOf(error: unknown): ProviderError {
  if (isProviderError(error)) return error;
  throw error;
}
