import type { Termination, WriteInput } from '@hostwright/core/provider';
import type { Deletion } from '../cloud-api.js';
import type { Session } from '../session.js';

const OUTCOMES = { accepted: 'accepted', gone: 'terminated', missing: 'not-found', error: 'failed' } as const;

/** Orders the end of machines in one call. Each id is answered for itself, so that one that fails does not stop the others. */
export async function terminate(
  session: Session,
  input: WriteInput & { readonly machineIds: readonly string[] },
): Promise<readonly Termination[]> {
  const { results } = await session.write('DeleteMachines', 'delete', input, (client, keys) =>
    client.deleteMachines(keys, input.machineIds),
  );
  const answered = new Map(results.map((result) => [result.id, result]));
  return input.machineIds.map((machineId) => toTermination(machineId, answered.get(machineId)));
}

function toTermination(machineId: string, result: Deletion | undefined): Termination {
  if (result === undefined) return { machineId, outcome: 'failed', message: 'the cloud did not answer for it', retryable: true };
  const outcome = OUTCOMES[result.outcome];
  if (outcome !== 'failed') return { machineId, outcome };
  const { code = 'unknown', message = 'the cloud refused it' } = result;
  return { machineId, outcome, code, message, retryable: true };
}
