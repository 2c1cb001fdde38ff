import type { Intent } from '../domain/intent.js';
import { newId } from '../ports/random.js';
import type { WriteTransaction } from '../ports/store.js';
import type { WorkerEnv } from './worker-env.js';

/** Commits a new intent. Launches begin as `preparing`; other operations need no document. */
export async function newIntent(
  tx: WriteTransaction,
  env: Pick<WorkerEnv, 'random' | 'clock' | 'connection'>,
  facts: Pick<Intent, 'requestId' | 'operation' | 'generation'> &
    Partial<Pick<Intent, 'units' | 'offerIndex' | 'machineIds' | 'target' | 'adoption'>>,
): Promise<Intent> {
  const intentId = newId(env.random, 'int');
  const intent: Intent = {
    intentId,
    sequence: await tx.nextSequence(),
    connection: env.connection,
    requestId: facts.requestId,
    operation: facts.operation,
    generation: facts.generation,
    token: intentId,
    state: facts.operation === 'launch' ? 'preparing' : 'prepared',
    units: facts.units ?? 0,
    offerIndex: facts.offerIndex,
    document: undefined,
    machineIds: facts.machineIds ?? [],
    target: facts.target,
    answeredParts: [],
    acceptedUnits: 0,
    pendingUnits: 0,
    shortfall: [],
    firstSentAtMs: undefined,
    lastNotAfterMs: undefined,
    quietSweeps: 0,
    retryAtMs: undefined,
    tries: 0,
    settlement: undefined,
    createdAtMs: env.clock.now(),
    settledAtMs: undefined,
    ...(facts.adoption === undefined ? {} : { adoption: facts.adoption }),
  };
  await tx.saveIntent(intent);
  const { requestId, operation, generation, units, machineIds } = intent;
  await tx.appendEvents(env.clock.now(), [{ type: 'IntentCreated', requestId, intentId, operation, generation, units, machineIds }]);
  return intent;
}
