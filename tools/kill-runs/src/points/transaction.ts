/** A row as a statement wrote it: its columns, as far as the statement names them. */
export interface WrittenRow {
  readonly table: string;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** What one transaction of the store did, as its statements tell. */
export interface StoreTransaction {
  readonly rows: readonly WrittenRow[];
  /** Tables that were read, written or emptied. */
  readonly touched: ReadonlySet<string>;
  readonly setsSchema: boolean;
}

/** Every kind of transaction, by what it is for. */
const STEPS = [
  'create-store',
  'accept-request',
  'accept-return',
  'reject-request',
  'cancel-request',
  'rebuild-store',
  'take-lease',
  'give-lease',
  'launch-intent',
  'launch-prepared',
  'launch-sending',
  'launch-answered',
  'terminate-intent',
  'terminate-sending',
  'terminate-answered',
  'clean-up-intent',
  'clean-up-sending',
  'clean-up-answered',
  'settle',
  'end-request',
  'sweep',
  'machine-rows',
  'request-row',
  'seal',
  'agent-note',
  'shapes',
  'bucket',
  'connection-row',
  'archive',
  'other',
] as const;

/** What a transaction is for. */
export type Step = (typeof STEPS)[number];

const BY_EVENT: Readonly<Record<string, Step>> = {
  StoreRebuilt: 'rebuild-store',
  RequestRejected: 'reject-request',
  RequestCancelled: 'cancel-request',
  IntentPrepared: 'launch-prepared',
  EpochTaken: 'take-lease',
};
const LATER_BY_EVENT: Readonly<Record<string, Step>> = {
  IntentSettled: 'settle',
  RequestEnded: 'end-request',
};
const BY_OPERATION = {
  IntentCreated: { launch: 'launch-intent', terminate: 'terminate-intent', 'clean-up': 'clean-up-intent' },
  IntentSent: { launch: 'launch-sending', terminate: 'terminate-sending', 'clean-up': 'clean-up-sending' },
  IntentAnswered: { launch: 'launch-answered', terminate: 'terminate-answered', 'clean-up': 'clean-up-answered' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Step>>>>;
const BY_TABLE: Readonly<Record<string, Step>> = {
  machines: 'machine-rows',
  requests: 'request-row',
  shapes: 'shapes',
  buckets: 'bucket',
  notes: 'agent-note',
  connections: 'connection-row',
};

/** Says what a transaction was for, by the events and rows that it wrote; nothing in the product names it. */
export function stepOf(transaction: StoreTransaction): Step {
  const { rows, touched, setsSchema } = transaction;
  if (setsSchema) return 'create-store';
  const events = rows.filter(({ table }) => table === 'events').flatMap(({ columns }) => parsed(columns['event']));
  return (
    acceptance(events) ??
    first(events, BY_EVENT) ??
    byOperation(rows, events) ??
    (isSweep(transaction) ? 'sweep' : undefined) ??
    first(events, LATER_BY_EVENT) ??
    (isSeal(transaction) ? 'seal' : undefined) ??
    (givesLease(rows) ? 'give-lease' : undefined) ??
    byTable(rows) ??
    ([...touched].some((table) => table.endsWith('_archive')) ? 'archive' : 'other')
  );
}

function acceptance(events: readonly Row[]): Step | undefined {
  const accepted = events.find(({ type }) => type === 'RequestAccepted');
  if (accepted === undefined) return undefined;
  return accepted['kind'] === 'return' ? 'accept-return' : 'accept-request';
}

function first(events: readonly Row[], steps: Readonly<Record<string, Step>>): Step | undefined {
  return events.map(({ type }) => steps[String(type)]).find((step) => step !== undefined);
}

function byOperation(rows: readonly WrittenRow[], events: readonly Row[]): Step | undefined {
  const operations = new Map(
    rows.filter(({ table }) => table === 'intents').map(({ columns }) => [columns['intent_id'], columns['operation']]),
  );
  for (const [type, steps] of Object.entries(BY_OPERATION)) {
    const event = events.find((candidate) => candidate['type'] === type);
    const operation = event?.['operation'] ?? operations.get(event?.['intentId']);
    const step = (steps as Readonly<Record<string, Step>>)[String(operation)];
    if (event !== undefined && step !== undefined) return step;
  }
  return undefined;
}

/** Whoever compares the store with the cloud reads which deployment this is, and writes down the connection. */
function isSweep({ rows, touched }: StoreTransaction): boolean {
  return touched.has('deployment') && rows.some(({ table }) => table === 'connections');
}

function isSeal({ rows }: StoreTransaction): boolean {
  return rows.some(({ table, columns }) => table === 'events' && 'hash' in columns);
}

function givesLease(rows: readonly WrittenRow[]): boolean {
  return rows.some(({ table, columns }) => table === 'connections' && parsed(columns['record'])[0]?.['leaseUntilMs'] === 0);
}

function byTable(rows: readonly WrittenRow[]): Step | undefined {
  return Object.entries(BY_TABLE).find(([table]) => rows.some((row) => row.table === table))?.[1];
}

type Row = Readonly<Record<string, unknown>>;

function parsed(text: unknown): readonly Row[] {
  return typeof text === 'string' ? [JSON.parse(text) as Row] : [];
}
