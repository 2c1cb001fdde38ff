import type { ActionName } from './actions.js';
import type { InputOf, OutputOf } from './api.js';
import { takeCall } from './buckets.js';
import { logCall, updateCall, type CallEffect } from './call-log.js';
import { authenticate } from './credentials.js';
import type { Done } from './done.js';
import { CloudError, withOrigin } from './errors.js';
import { HANDLERS } from './handlers/table.js';
import { settle } from './settle.js';
import type { Turn } from './turn.js';

/** A call as it reaches the cloud. */
export interface CloudCall<Action extends ActionName = ActionName> {
  readonly action: Action;
  readonly input: InputOf<Action>;
}

/** What the cloud answers to a call that reached it. */
export type Reply<Output> = { readonly ok: true; readonly output: Output } | { readonly ok: false; readonly error: CloudError };

const NOTHING: CallEffect = { effect: undefined, count: 0 };

/**
 * Answers a call that arrived. Refusals are answers too: they are logged, and what the call had begun to change is undone.
 *
 * @param callId - row of the call log when the call was logged before, on its way
 */
export function execute<Action extends ActionName>(arrived: Turn, call: CloudCall<Action>, callId?: number): Reply<OutputOf<Action>> {
  const turn = underItsIdentity(arrived);
  const note = (outcome: string, effect: CallEffect): void => {
    if (callId === undefined) logCall(turn, { action: call.action, token: tokenOf(call.input), outcome, ...effect });
    else updateCall(turn, callId, { outcome, ...effect });
  };
  try {
    const done = admitAndHandle(turn, call);
    note('ok', done);
    return { ok: true, output: done.output };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    note(error.code, NOTHING);
    const { account, region } = turn.caller;
    return { ok: false, error: withOrigin(error, { account, region, atMs: turn.nowMs }) };
  }
}

/** A fault may take the caller for somebody else. */
function underItsIdentity(turn: Turn): Turn {
  const other = turn.fault('identity');
  if (other === undefined) return turn;
  return turn.with({ caller: { ...turn.caller, account: other.account, region: other.region ?? turn.caller.region } });
}

function admitAndHandle<Action extends ActionName>(turn: Turn, call: CloudCall<Action>): Done<OutputOf<Action>> {
  const refusal = turn.fault('error');
  if (refusal !== undefined) {
    const details = refusal.retryAfterMs === undefined ? {} : { retryAfterMs: refusal.retryAfterMs };
    throw new CloudError(refusal.code, refusal.message ?? `${call.action} was refused`, details);
  }
  authenticate(turn);
  takeCall(turn, call.action);
  return turn.sql.attempt(() => {
    // Its own turn: what it counted up is undone with it when the call is refused.
    const own = turn.with({});
    const done = HANDLERS[call.action](own, call.input);
    if (done.effect !== undefined) settle(own);
    return done;
  });
}

/** The client token that a call carries; undefined for none. */
export function tokenOf(input: object): string | undefined {
  return 'clientToken' in input && typeof input.clientToken === 'string' ? input.clientToken : undefined;
}
