import type { Kysely } from 'kysely';

/** Version of the newest schema. A store of a lower one is migrated when it is opened, one of a higher one is refused. */
export const SCHEMA_VERSION = 1;

export interface DeploymentRow {
  /** Always 1: there is one row. */
  id: number;
  deployment_id: string;
  incarnation: string;
  /** JSON list. */
  known_incarnations: string;
  last_sequence: number;
  created_at_ms: number;
}

interface ConnectionRow {
  connection: string;
  record: string;
}

/** Columns are what is asked for; `record` is the whole request as JSON. */
export interface RequestRow {
  request_id: string;
  call_id: string;
  kind: string;
  state: string;
  /** 1 when the state is `ended`. */
  ended: number;
  /** Null for a return request: see `return_connections`. */
  connection: string | null;
  template_id: string | null;
  desired_units: number;
  created_at_ms: number;
  ended_at_ms: number | null;
  version: number;
  record: string;
}

/** Where the machines of a return request are; the empty string for those whose connection is not known yet. */
interface ReturnConnectionRow {
  request_id: string;
  connection: string;
}

export interface IntentRow {
  intent_id: string;
  sequence: number;
  connection: string;
  request_id: string;
  operation: string;
  /** 1 when the state is `settled`. */
  settled: number;
  settled_at_ms: number | null;
  /** Units that this launch may still show, or has shown: what was asked while it is open, what was promised unnamed once it is settled. */
  awaited_units: number;
  record: string;
}

interface AttemptRow {
  attempt_id: string;
  intent_id: string;
  record: string;
}

/** `record` holds in short form what has no column. */
export interface MachineRow {
  connection: string;
  machine_id: string;
  request_id: string;
  intent_id: string;
  template_id: string;
  name: string;
  gone_at_ms: number | null;
  orphan: number;
  /** 1 when it is surplus or named by a return request. */
  unwanted: number;
  units: number;
  /** Units it fills of what its request wants: all or none. */
  held_units: number;
  record: string;
}

interface GroupRow {
  connection: string;
  ref: string;
  intent_id: string;
  deleted: number;
  record: string;
}

interface ShapeRow {
  connection: string;
  options_hash: string;
  record: string;
}

interface BucketRow {
  bucket: string;
  record: string;
}

interface TemplateLockRow {
  connection: string;
  template_id: string;
}

export interface EventRow {
  position: number;
  at_ms: number;
  /** JSON. */
  event: string;
  hash: string | null;
}

interface NoteRow {
  key: string;
  value: string;
}

/** All tables. What is history has the same columns as what is live. */
export interface Tables {
  deployment: DeploymentRow;
  connections: ConnectionRow;
  requests: RequestRow;
  requests_archive: RequestRow;
  return_connections: ReturnConnectionRow;
  intents: IntentRow;
  intents_archive: IntentRow;
  attempts: AttemptRow;
  attempts_archive: AttemptRow;
  machines: MachineRow;
  machines_archive: MachineRow;
  groups: GroupRow;
  groups_archive: GroupRow;
  shapes: ShapeRow;
  buckets: BucketRow;
  template_locks: TemplateLockRow;
  events: EventRow;
  notes: NoteRow;
}

export type Db = Kysely<Tables>;
