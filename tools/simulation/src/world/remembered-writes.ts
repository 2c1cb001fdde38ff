import type {
  Attempt,
  Bucket,
  ConnectionState,
  Deployment,
  DomainEvent,
  Group,
  Intent,
  Machine,
  ReadTransaction,
  Request,
  StoredShape,
  WriteTransaction,
} from '@hostwright/core';
import { machineKey, RememberedReads } from './remembered-reads.js';
import type { Read, StoreMemory } from './store-memory.js';

/** Changes of one transaction. What it may have changed it reads from the store, and nobody remembers that: it may be undone. */
export class RememberedWrites extends RememberedReads implements WriteTransaction {
  readonly #stale = new Set<Read>();

  constructor(
    memory: StoreMemory,
    private readonly tx: WriteTransaction,
  ) {
    super(memory, () => Promise.resolve(tx));
  }

  protected override async ask<Answer>(read: Read, query: string | object, ask: (tx: ReadTransaction) => Promise<Answer>): Promise<Answer> {
    return this.#stale.has(read) ? this.askStore(ask) : super.ask(read, query, ask);
  }

  /** From here on these are read from the store. */
  #change(...reads: readonly Read[]): void {
    for (const read of reads) this.#stale.add(read);
  }

  /** As {@link #change}, and nothing that was answered to them holds any more. */
  #changeAll(...reads: readonly Read[]): void {
    this.#change(...reads);
    this.memory.forget(...reads);
  }

  async nextSequence() {
    this.#changeAll('deployment');
    return this.tx.nextSequence();
  }

  async beginIncarnation(life: Pick<Deployment, 'incarnation' | 'knownIncarnations' | 'lastSequence'>) {
    this.#changeAll('deployment', 'note');
    return this.tx.beginIncarnation(life);
  }

  async saveConnection(state: ConnectionState) {
    this.#change('connection');
    this.memory.forgetOne('connection', state.connection);
    this.#changeAll('connections');
    return this.tx.saveConnection(state);
  }

  async saveRequest(request: Request) {
    this.#change('request', 'requestByCallId');
    this.memory.forgetOne('request', request.requestId);
    this.memory.forgetOne('requestByCallId', request.callId);
    this.#changeAll('requests', request.kind === 'acquire' ? 'openAcquires' : 'openReturns', 'templateUse');
    return this.tx.saveRequest(request);
  }

  async saveIntent(intent: Intent) {
    this.#change('intent', 'intents');
    this.memory.forgetOne('intent', intent.intentId);
    this.memory.forgetListsOfIntent(intent);
    this.#changeAll('templateUse');
    return this.tx.saveIntent(intent);
  }

  async saveAttempts(attempts: readonly Attempt[]) {
    this.#change('attempts');
    for (const { intentId } of attempts) this.memory.forgetOne('attempts', intentId);
    return this.tx.saveAttempts(attempts);
  }

  async saveMachines(machines: readonly Machine[]) {
    this.#change('machine', 'machines');
    for (const machine of machines) {
      this.memory.forgetOne('machine', machineKey(machine.connection, machine.machineId));
      this.memory.forgetListsOfMachine(machine);
    }
    this.#changeAll('templateUse');
    return this.tx.saveMachines(machines);
  }

  async saveGroups(groups: readonly Group[]) {
    this.#changeAll('groups');
    return this.tx.saveGroups(groups);
  }

  async saveShape(shape: StoredShape) {
    this.#changeAll('shapes');
    return this.tx.saveShape(shape);
  }

  async saveBucket(bucket: Bucket) {
    this.#change('bucket');
    this.memory.forgetOne('bucket', bucket.bucket);
    return this.tx.saveBucket(bucket);
  }

  async lockTemplate(connection: string, templateId: string) {
    return this.tx.lockTemplate(connection, templateId);
  }

  async appendEvents(atMs: number, events: readonly DomainEvent[]) {
    return this.tx.appendEvents(atMs, events);
  }

  async sealEvents(limit: number) {
    this.#changeAll('note');
    return this.tx.sealEvents(limit);
  }

  async archive(beforeMs: number, limit: number) {
    this.#changeAll(...ARCHIVED);
    return this.tx.archive(beforeMs, limit);
  }

  async saveNote(key: string, value: string | undefined) {
    this.#changeAll('note', 'deployment');
    return this.tx.saveNote(key, value);
  }
}

/** Whatever may be answered in another way once something was archived. */
const ARCHIVED: readonly Read[] = [
  'request',
  'requestByCallId',
  'requests',
  'openAcquires',
  'openReturns',
  'intent',
  'intents',
  'attempts',
  'machine',
  'machines',
  'templateUse',
  'groups',
];
