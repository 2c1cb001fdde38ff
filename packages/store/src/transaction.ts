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
  beginIncarnation,
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
  readonly #running = new Set<Promise<unknown>>();
  #over = false;

  constructor(private readonly db: Db) {}

  /** Waits for calls that the body did not wait for, for example beside one that failed: later they would run outside the transaction. */
  async end(): Promise<void> {
    this.#over = true;
    await Promise.allSettled(this.#running);
  }

  protected async run<Result>(statements: (db: Db) => Promise<Result>): Promise<Result> {
    if (this.#over) throw new Error('the transaction is over: await every call of its methods inside its body');
    const running = statements(this.db);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async deployment(): Promise<Deployment> {
    return this.run((db) => findDeployment(db));
  }

  async connection(connection: string): Promise<ConnectionState | undefined> {
    return this.run((db) => findConnection(db, connection));
  }

  async connections(): Promise<readonly ConnectionState[]> {
    return this.run((db) => findConnections(db));
  }

  async request(requestId: string): Promise<Request | undefined> {
    return this.run((db) => findRequest(db, requestId));
  }

  async requestByCallId(callId: string): Promise<Request | undefined> {
    return this.run((db) => findRequestByCallId(db, callId));
  }

  async requests(query: RequestQuery): Promise<readonly Request[]> {
    return this.run((db) => findRequests(db, query));
  }

  async openAcquires(connection: string): Promise<readonly AcquireRequest[]> {
    return this.run((db) => findOpenAcquires(db, connection));
  }

  async openReturns(connection: string): Promise<readonly ReturnRequest[]> {
    return this.run((db) => findOpenReturns(db, connection));
  }

  async intent(intentId: string): Promise<Intent | undefined> {
    return this.run((db) => findIntent(db, intentId));
  }

  async intents(query: IntentQuery): Promise<readonly Intent[]> {
    return this.run((db) => findIntents(db, query));
  }

  async attempts(intentId: string): Promise<readonly Attempt[]> {
    return this.run((db) => findAttempts(db, intentId));
  }

  async machine(connection: string, machineId: string): Promise<Machine | undefined> {
    return this.run((db) => findMachine(db, connection, machineId));
  }

  async machines(query: MachineQuery): Promise<readonly Machine[]> {
    return this.run((db) => findMachines(db, query));
  }

  async templateUse(connection: string, templateId: string): Promise<TemplateUse> {
    return this.run((db) => templateUse(db, connection, templateId));
  }

  async groups(connection: string): Promise<readonly Group[]> {
    return this.run((db) => findGroups(db, connection));
  }

  async shapes(connection: string): Promise<readonly StoredShape[]> {
    return this.run((db) => findShapes(db, connection));
  }

  async bucket(bucket: string): Promise<Bucket | undefined> {
    return this.run((db) => findBucket(db, bucket));
  }

  async events(afterPosition: number, limit: number): Promise<readonly RecordedEvent[]> {
    return this.run((db) => findEvents(db, afterPosition, limit));
  }

  async note(key: string): Promise<string | undefined> {
    return this.run((db) => findNote(db, key));
  }
}

/** Reads and changes. */
export class StatementWrites extends StatementReads implements WriteTransaction {
  async nextSequence(): Promise<number> {
    return this.run((db) => nextSequence(db));
  }

  async beginIncarnation(life: Pick<Deployment, 'incarnation' | 'knownIncarnations' | 'lastSequence'>): Promise<void> {
    await this.run((db) => beginIncarnation(db, life));
  }

  async saveConnection(state: ConnectionState): Promise<void> {
    await this.run((db) => saveConnection(db, state));
  }

  async saveRequest(request: Request): Promise<void> {
    await this.run((db) => saveRequest(db, request));
  }

  async saveIntent(intent: Intent): Promise<void> {
    await this.run((db) => saveIntent(db, intent));
  }

  async saveAttempts(attempts: readonly Attempt[]): Promise<void> {
    await this.run((db) => saveAttempts(db, attempts));
  }

  async saveMachines(machines: readonly Machine[]): Promise<void> {
    await this.run((db) => saveMachines(db, machines));
  }

  async saveGroups(groups: readonly Group[]): Promise<void> {
    await this.run((db) => saveGroups(db, groups));
  }

  async saveShape(shape: StoredShape): Promise<void> {
    await this.run((db) => saveShape(db, shape));
  }

  async saveBucket(bucket: Bucket): Promise<void> {
    await this.run((db) => saveBucket(db, bucket));
  }

  async lockTemplate(connection: string, templateId: string): Promise<void> {
    await this.run((db) => lockTemplate(db, connection, templateId));
  }

  async appendEvents(atMs: number, events: readonly DomainEvent[]): Promise<void> {
    await this.run((db) => appendEvents(db, atMs, events));
  }

  async sealEvents(limit: number): Promise<number> {
    return this.run((db) => sealEvents(db, limit));
  }

  async archive(beforeMs: number, limit: number): Promise<number> {
    return this.run((db) => archive(db, beforeMs, limit));
  }

  async saveNote(key: string, value: string | undefined): Promise<void> {
    await this.run((db) => saveNote(db, key, value));
  }
}
