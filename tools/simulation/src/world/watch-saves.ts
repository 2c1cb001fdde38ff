import type { ConnectionState, Intent, Machine, Request, WriteTransaction } from '@hostwright/core';
import type { Attempt } from '@hostwright/core';
import type { Fact, StoreAttemptFact, StoreIntentFact, StoreMachineFact, StoreRequestFact } from '@hostwright/history';

/** What a transaction writes, as facts, and by words that interruptions go by: `intent:preparing`, `attempt:sending`, `request:open`. */
export interface Saves {
  readonly facts: readonly Fact[];
  readonly saves: ReadonlySet<string>;
}

/** Watches what a transaction saves. What it answers fills while the transaction runs. */
export function watchSaves(tx: WriteTransaction, atMs: number): Saves {
  const facts: Fact[] = [];
  const saves = new Set<string>();
  const watch = <Name extends 'saveRequest' | 'saveIntent' | 'saveAttempts' | 'saveMachines' | 'saveConnection'>(
    name: Name,
    note: (value: Parameters<WriteTransaction[Name]>[0]) => void,
  ): void => {
    const save = tx[name].bind(tx) as (value: Parameters<WriteTransaction[Name]>[0]) => Promise<void>;
    Object.assign(tx, {
      [name]: async (value: Parameters<WriteTransaction[Name]>[0]) => {
        await save(value);
        note(value);
      },
    });
  };
  watch('saveRequest', (request) => {
    facts.push(requestFact(request, atMs));
    saves.add(`request:${request.state}`);
  });
  watch('saveIntent', (intent) => {
    facts.push(intentFact(intent, atMs));
    saves.add(`intent:${intent.operation}:${intent.state}`);
  });
  watch('saveAttempts', (attempts) => {
    for (const attempt of attempts) {
      facts.push(attemptFact(attempt, atMs));
      saves.add(`attempt:${attempt.state}`);
    }
  });
  watch('saveMachines', (machines) => {
    for (const machine of machines) facts.push(machineFact(machine, atMs));
    if (machines.length > 0) saves.add('machines');
  });
  watch('saveConnection', (state) => {
    facts.push(connectionFact(state, atMs));
    saves.add('connection');
  });
  return { facts, saves };
}

/** The fact that a request was committed. */
export function requestFact(request: Request, atMs: number): StoreRequestFact {
  const acquire = request.kind === 'acquire' ? request : undefined;
  return {
    kind: 'store-request',
    atMs,
    requestId: request.requestId,
    callId: request.callId,
    what: request.kind,
    templateId: acquire?.template.templateId,
    state: request.state,
    outcome: request.outcome,
    reasons: JSON.stringify(request.reasons),
    grantedUnits: acquire?.grantedUnits ?? 0,
    desiredUnits: acquire?.desiredUnits ?? 0,
    unpolled: acquire?.pollWithinMs !== undefined && request.polledAtMs === undefined,
    rejected: request.outcome === 'rejected',
    targets: request.kind === 'return' ? request.targets.map(({ machineId, state }) => ({ machineId, state })) : [],
  };
}

/** The fact that an intent was committed. */
export function intentFact(intent: Intent, atMs: number): StoreIntentFact {
  const { intentId, connection, requestId, operation, units, token, machineIds, settlement, firstSentAtMs, lastNotAfterMs } = intent;
  const document = intent.document?.document;
  return {
    kind: 'store-intent',
    atMs,
    intentId,
    connection,
    requestId,
    operation,
    units,
    token,
    document,
    machineIds,
    settlement,
    firstSentAtMs,
    lastNotAfterMs,
  };
}

/** The fact that an attempt was committed. */
export function attemptFact({ attemptId, intentId, epoch, notAfterMs, state, errorClass }: Attempt, atMs: number): StoreAttemptFact {
  return { kind: 'store-attempt', atMs, attemptId, intentId, epoch, notAfterMs, state, errorClass };
}

/** The fact that a machine was committed. */
export function machineFact(machine: Machine, atMs: number): StoreMachineFact {
  const { machineId, connection, requestId, intentId, units, createdAtMs, surplus, returnRequestId, orphan, goneAtMs } = machine;
  const delivered = machine.deliveredAtMs !== undefined;
  return {
    kind: 'store-machine',
    atMs,
    machineId,
    connection,
    requestId,
    intentId,
    units,
    createdAtMs,
    delivered,
    surplus,
    returnRequestId,
    orphan,
    goneAtMs,
  };
}

/** The fact that a connection's state was committed. */
export function connectionFact({ connection, holder, epoch, halt, identity }: ConnectionState, atMs: number): Fact {
  return { kind: 'store-connection', atMs, connection, holder, epoch, halted: halt?.kind, identified: identity !== undefined };
}
