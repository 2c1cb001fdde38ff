import type { Turn } from './turn.js';

/** What the account's volumes in the region take of its quota. */
export function volumeUse(turn: Turn): { readonly volumes: number; readonly gib: number } {
  const row = turn.sql.get<{ volumes: number; gib: number }>(
    `SELECT count(*) AS volumes, coalesce(sum(size_gib), 0) AS gib FROM volumes
     WHERE account = :account AND region = :region AND state <> 'deleted'`,
    { account: turn.caller.account, region: turn.caller.region },
  );
  return row ?? { volumes: 0, gib: 0 };
}

/** How many snapshots the account has in the region. */
export function snapshotUse(turn: Turn): number {
  const row = turn.sql.get<{ snapshots: number }>(
    `SELECT count(*) AS snapshots FROM snapshots WHERE account = :account AND region = :region AND state <> 'deleted'`,
    { account: turn.caller.account, region: turn.caller.region },
  );
  return row?.snapshots ?? 0;
}
