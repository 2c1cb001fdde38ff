import type { Intent } from '@hostwright/core/ports';
import type { IntentRow } from '../schema.js';
import { parseRecord } from './record.js';

export function toIntentRow(intent: Intent): IntentRow {
  return {
    intent_id: intent.intentId,
    sequence: intent.sequence,
    connection: intent.connection,
    request_id: intent.requestId,
    operation: intent.operation,
    settled: intent.state === 'settled' ? 1 : 0,
    settled_at_ms: intent.settledAtMs ?? null,
    awaited_units: awaitedUnits(intent),
    record: JSON.stringify(intent),
  };
}

export function fromIntentRow(row: Pick<IntentRow, 'record'>): Intent {
  return parseRecord(row.record) as Intent;
}

function awaitedUnits(intent: Intent): number {
  if (intent.operation !== 'launch') return 0;
  if (intent.state !== 'settled') return intent.units;
  return intent.pendingUnits > 0 ? intent.acceptedUnits : 0;
}
