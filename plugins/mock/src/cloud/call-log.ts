import type { ActionName } from './actions.js';
import type { Turn } from './turn.js';

/** What a call did to the cloud: how many objects, and how. Undefined for a call that only reads. */
export interface CallEffect {
  readonly effect: 'created' | 'replayed' | 'changed' | 'deleted' | undefined;
  readonly count: number;
}

/** A call as the table `calls` keeps it. */
export interface LoggedCall extends CallEffect {
  readonly action: ActionName;
  readonly token: string | undefined;
  /** `ok`, the code it was refused with, or what the network did: `refused`, `reset`, `held`, `late`. */
  readonly outcome: string;
}

/** Appends a call to the log, which keeps the last `callLogSize`. Answers its number. */
export function logCall(turn: Turn, call: LoggedCall): number {
  turn.sql.run(
    `INSERT INTO calls (at_ms, action, account, region, token, outcome, effect, count)
     VALUES (:nowMs, :action, :account, :region, :token, :outcome, :effect, :count)`,
    {
      nowMs: turn.nowMs,
      action: call.action,
      account: turn.caller.account,
      region: turn.caller.region,
      token: call.token ?? null,
      outcome: call.outcome,
      effect: call.effect ?? null,
      count: call.count,
    },
  );
  const id = turn.sql.get<{ id: number }>('SELECT last_insert_rowid() AS id')?.id ?? 0;
  turn.sql.run('DELETE FROM calls WHERE id <= :last', { last: id - turn.behaviour.callLogSize });
  return id;
}

/** Says how a call that was under way came out. */
export function updateCall(turn: Turn, id: number, call: CallEffect & { readonly outcome: string }): void {
  turn.sql.run('UPDATE calls SET at_ms = :nowMs, outcome = :outcome, effect = :effect, count = :count WHERE id = :id', {
    id,
    nowMs: turn.nowMs,
    outcome: call.outcome,
    effect: call.effect ?? null,
    count: call.count,
  });
}
