import type {
  AcquireRequest,
  Attempt,
  Bucket,
  ConnectionState,
  Deployment,
  DomainEvent,
  Group,
  Intent,
  IntentQuery,
  Machine,
  MachineQuery,
  ReadTransaction,
  RecordedEvent,
  Request,
  RequestQuery,
  ReturnRequest,
  StoredShape,
  TemplateUse,
  WriteTransaction,
} from '@hostwright/core/ports';
import type { Db } from './schema.js';
import { archive } from './statements/archive.js';
import { appendEvents, findEvents, sealEvents } from './statements/events.js';
import { findAttempts, findIntent, findIntents, saveAttempts, saveIntent } from './statements/intents.js';
import { findMachine, findMachines, saveMachines } from './statements/machines.js';
import { findOpenAcquires, findOpenReturns, findRequest, findRequestByCallId, findRequests, saveRequest } from './statements/requests.js';
import {
  findBucket,
  findConnection,
  findConnections,
  findDeployment,
  findGroups,
  findNote,
  findShapes,
  nextSequence,
  saveBucket,
  saveConnection,
  saveGroups,
  saveNote,
  saveShape,
} from './statements/small-records.js';
import { lockTemplate, templateUse } from './statements/template-use.js';

/** The reads of the port, over the one connection that holds the transaction. */
export class StatementReads implements ReadTransaction {
  #over = false;

  constructor(private readonly connected: Db) {}

  /** A method called later would run outside the transaction. */
  end(): void {
    this.#over = true;
  }

  protected get db(): Db {
    if (this.#over) throw new Error('the transaction is over: await every call of its methods inside its body');
    return this.connected;
  }

  async deployment(): Promise<Deployment> {
    return findDeployment(this.db);
  }

  async connection(connection: string): Promise<ConnectionState | undefined> {
    return findConnection(this.db, connection);
  }

  async connections(): Promise<readonly ConnectionState[]> {
    return findConnections(this.db);
  }

  async request(requestId: string): Promise<Request | undefined> {
    return findRequest(this.db, requestId);
  }

  async requestByCallId(callId: string): Promise<Request | undefined> {
    return findRequestByCallId(this.db, callId);
  }

  async requests(query: RequestQuery): Promise<readonly Request[]> {
    return findRequests(this.db, query);
  }

  async openAcquires(connection: string): Promise<readonly AcquireRequest[]> {
    return findOpenAcquires(this.db, connection);
  }

  async openReturns(connection: string): Promise<readonly ReturnRequest[]> {
    return findOpenReturns(this.db, connection);
  }

  async intent(intentId: string): Promise<Intent | undefined> {
    return findIntent(this.db, intentId);
  }

  async intents(query: IntentQuery): Promise<readonly Intent[]> {
    return findIntents(this.db, query);
  }

  async attempts(intentId: string): Promise<readonly Attempt[]> {
    return findAttempts(this.db, intentId);
  }

  async machine(connection: string, machineId: string): Promise<Machine | undefined> {
    return findMachine(this.db, connection, machineId);
  }

  async machines(query: MachineQuery): Promise<readonly Machine[]> {
    return findMachines(this.db, query);
  }

  async templateUse(connection: string, templateId: string): Promise<TemplateUse> {
    return templateUse(this.db, connection, templateId);
  }

  async groups(connection: string): Promise<readonly Group[]> {
    return findGroups(this.db, connection);
  }

  async shapes(connection: string): Promise<readonly StoredShape[]> {
    return findShapes(this.db, connection);
  }

  async bucket(bucket: string): Promise<Bucket | undefined> {
    return findBucket(this.db, bucket);
  }

  async events(afterPosition: number, limit: number): Promise<readonly RecordedEvent[]> {
    return findEvents(this.db, afterPosition, limit);
  }

  async note(key: string): Promise<string | undefined> {
    return findNote(this.db, key);
  }
}

/** Reads and changes. */
export class StatementWrites extends StatementReads implements WriteTransaction {
  async nextSequence(): Promise<number> {
    return nextSequence(this.db);
  }

  async saveConnection(state: ConnectionState): Promise<void> {
    await saveConnection(this.db, state);
  }

  async saveRequest(request: Request): Promise<void> {
    await saveRequest(this.db, request);
  }

  async saveIntent(intent: Intent): Promise<void> {
    await saveIntent(this.db, intent);
  }

  async saveAttempts(attempts: readonly Attempt[]): Promise<void> {
    await saveAttempts(this.db, attempts);
  }

  async saveMachines(machines: readonly Machine[]): Promise<void> {
    await saveMachines(this.db, machines);
  }

  async saveGroups(groups: readonly Group[]): Promise<void> {
    await saveGroups(this.db, groups);
  }

  async saveShape(shape: StoredShape): Promise<void> {
    await saveShape(this.db, shape);
  }

  async saveBucket(bucket: Bucket): Promise<void> {
    await saveBucket(this.db, bucket);
  }

  async lockTemplate(connection: string, templateId: string): Promise<void> {
    await lockTemplate(this.db, connection, templateId);
  }

  async appendEvents(atMs: number, events: readonly DomainEvent[]): Promise<void> {
    await appendEvents(this.db, atMs, events);
  }

  async sealEvents(limit: number): Promise<number> {
    return sealEvents(this.db, limit);
  }

  async archive(beforeMs: number, limit: number): Promise<number> {
    return archive(this.db, beforeMs, limit);
  }

  async saveNote(key: string, value: string | undefined): Promise<void> {
    await saveNote(this.db, key, value);
  }
}
