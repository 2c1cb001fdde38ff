import type { ActionName } from './actions.js';
import { CloudError } from './errors.js';
import type { Turn } from './turn.js';

/** Takes one call from the account's bucket. @throws {CloudError} `RequestLimitExceeded` telling when to come back */
export function takeCall(turn: Turn, action: ActionName): void {
  const limit = turn.behaviour.rateLimits[action];
  if (limit === undefined) return;
  const key = { account: turn.caller.account, region: turn.caller.region, action };
  const bucket = turn.sql.get<{ tokens: number; updated_at_ms: number }>(
    'SELECT tokens, updated_at_ms FROM buckets WHERE account = :account AND region = :region AND action = :action',
    key,
  );
  const elapsedMs = bucket === undefined ? 0 : Math.max(0, turn.nowMs - bucket.updated_at_ms);
  const tokens = Math.min(limit.burst, (bucket?.tokens ?? limit.burst) + (elapsedMs / 1_000) * limit.refillPerSecond);
  if (tokens < 1) {
    const retryAfterMs = Math.ceil(((1 - tokens) / limit.refillPerSecond) * 1_000);
    throw new CloudError('RequestLimitExceeded', `too many ${action} calls`, { retryAfterMs });
  }
  turn.sql.run(
    `INSERT INTO buckets VALUES (:account, :region, :action, :tokens, :nowMs)
     ON CONFLICT DO UPDATE SET tokens = :tokens, updated_at_ms = :nowMs`,
    { ...key, tokens: tokens - 1, nowMs: turn.nowMs },
  );
}
