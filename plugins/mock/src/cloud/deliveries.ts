import type { CloudBehaviour } from './behaviour.js';
import { execute, type CloudCall } from './execute.js';
import type { Fault } from './fault.js';
import { withOverrides } from './overrides.js';
import { settle } from './settle.js';
import type { Sql } from './sql.js';
import { Turn, type Caller } from './turn.js';

/** A call that the network holds back, with everything its answer depends on. */
interface Parcel {
  readonly call: CloudCall;
  readonly caller: Caller;
  readonly behaviour: CloudBehaviour;
  readonly faults: readonly Fault[];
}

/** Lets the network deliver a call later, whether its sender still waits or not. */
export function holdBack(turn: Turn, call: CloudCall, delay: { readonly callId: number; readonly delayMs: number }): void {
  const parcel: Parcel = { call, caller: turn.caller, behaviour: turn.behaviour, faults: turn.faults };
  turn.sql.run('INSERT INTO deliveries (deliver_at_ms, call_id, request) VALUES (:atMs, :callId, :request)', {
    atMs: turn.nowMs + delay.delayMs,
    callId: delay.callId,
    request: JSON.stringify(parcel),
  });
}

/** Delivers what is due, in its order and each at its own time. Nobody hears the answers. */
export function deliverDue(sql: Sql, nowMs: number): void {
  for (;;) {
    const due = sql.get<{ id: number; deliver_at_ms: number; call_id: number; request: string }>(
      'SELECT * FROM deliveries WHERE deliver_at_ms <= :nowMs ORDER BY deliver_at_ms, id LIMIT 1',
      { nowMs },
    );
    if (due === undefined) return;
    sql.run('DELETE FROM deliveries WHERE id = :id', { id: due.id });
    const { call, caller, behaviour, faults } = JSON.parse(due.request) as Parcel;
    const turn = new Turn(sql, due.deliver_at_ms, caller, withOverrides(sql, behaviour), faults);
    settle(turn);
    execute(turn, call, due.call_id);
  }
}
