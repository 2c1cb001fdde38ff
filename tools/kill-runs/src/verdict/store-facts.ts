import type { Fact } from '@hostwright/history';
import type { WrittenRow } from '../points/transaction.js';

type Row = Readonly<Record<string, unknown>>;

/** Tells what rows say in the words of the history: nothing of a machine's row is known here but its documented columns and five keys. */
export function storeFacts(atMs: number, rows: readonly WrittenRow[]): readonly Fact[] {
  return rows.flatMap(({ table, columns }) => FACTS[table]?.(atMs, columns) ?? []);
}

const FACTS: Readonly<Record<string, (atMs: number, row: Row) => readonly Fact[]>> = {
  requests: (atMs, row) => requestFact(atMs, recordOf(row)),
  intents: (atMs, row) => intentFact(atMs, recordOf(row)),
  attempts: (atMs, row) => attemptFact(atMs, recordOf(row)),
  machines: machineFact,
  connections: (atMs, row) => connectionFact(atMs, recordOf(row)),
};

function recordOf(row: Row): Row | undefined {
  const text = row['record'];
  return typeof text === 'string' ? (JSON.parse(text) as Row) : undefined;
}

function requestFact(atMs: number, request: Row | undefined): readonly Fact[] {
  if (request === undefined) return [];
  const targets = (request['targets'] ?? []) as readonly { readonly machineId?: string; readonly state: string }[];
  return [
    {
      kind: 'store-request',
      atMs,
      requestId: String(request['requestId']),
      callId: String(request['callId']),
      what: request['kind'] as 'acquire' | 'return',
      templateId: (request['template'] as { readonly templateId?: string } | undefined)?.templateId,
      state: request['state'] as 'open' | 'cancelling' | 'ended',
      outcome: request['outcome'] as string | undefined,
      reasons: JSON.stringify(request['reasons']),
      grantedUnits: Number(request['grantedUnits'] ?? 0),
      desiredUnits: Number(request['desiredUnits'] ?? 0),
      unpolled: false,
      rejected: request['outcome'] === 'rejected',
      targets: targets.map(({ machineId, state }) => ({ machineId, state })),
    },
  ];
}

function intentFact(atMs: number, intent: Row | undefined): readonly Fact[] {
  if (intent === undefined) return [];
  return [
    {
      kind: 'store-intent',
      atMs,
      intentId: String(intent['intentId']),
      requestId: String(intent['requestId']),
      operation: intent['operation'] as 'launch' | 'terminate' | 'clean-up',
      units: Number(intent['units']),
      token: String(intent['token']),
      document: (intent['document'] as { readonly document: string } | undefined)?.document,
      machineIds: intent['machineIds'] as readonly string[],
      settlement: intent['settlement'] as string | undefined,
      firstSentAtMs: intent['firstSentAtMs'] as number | undefined,
      lastNotAfterMs: intent['lastNotAfterMs'] as number | undefined,
    },
  ];
}

function attemptFact(atMs: number, attempt: Row | undefined): readonly Fact[] {
  if (attempt === undefined) return [];
  return [
    {
      kind: 'store-attempt',
      atMs,
      attemptId: String(attempt['attemptId']),
      intentId: String(attempt['intentId']),
      epoch: Number(attempt['epoch']),
      notAfterMs: Number(attempt['notAfterMs']),
      state: attempt['state'] as 'sending' | 'answered',
      errorClass: attempt['errorClass'] as string | undefined,
    },
  ];
}

function machineFact(atMs: number, row: Row): readonly Fact[] {
  const short = recordOf(row);
  if (short === undefined) return [];
  return [
    {
      kind: 'store-machine',
      atMs,
      machineId: String(row['machine_id']),
      connection: String(row['connection']),
      requestId: String(row['request_id']),
      intentId: String(row['intent_id']),
      units: Number(row['units']),
      createdAtMs: Number(short['c']),
      delivered: short['d'] !== undefined,
      surplus: short['S'] as string | undefined,
      returnRequestId: short['R'] as string | undefined,
      orphan: row['orphan'] === 1,
      goneAtMs: (row['gone_at_ms'] ?? undefined) as number | undefined,
    },
  ];
}

function connectionFact(atMs: number, state: Row | undefined): readonly Fact[] {
  if (state === undefined) return [];
  return [
    {
      kind: 'store-connection',
      atMs,
      connection: String(state['connection']),
      holder: state['holder'] as string | undefined,
      epoch: Number(state['epoch']),
      halted: (state['halt'] as { readonly kind: string } | undefined)?.kind,
    },
  ];
}
