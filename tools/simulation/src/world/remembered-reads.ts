import type { IntentQuery, MachineQuery, ReadTransaction, RequestQuery } from '@hostwright/core';
import type { Read, StoreMemory } from './store-memory.js';

/** Reads of one transaction, answered from memory where somebody asked before. The store's own transaction begins with the first other one. */
export class RememberedReads implements ReadTransaction {
  #over = false;

  constructor(
    protected readonly memory: StoreMemory,
    private readonly begin: () => Promise<ReadTransaction>,
  ) {}

  /** From here on nothing is answered any more, as in the store's own transactions. */
  end(): void {
    this.#over = true;
  }

  protected async ask<Answer>(read: Read, query: string | object, ask: (tx: ReadTransaction) => Promise<Answer>): Promise<Answer> {
    return this.memory.recall(read, query, () => this.askStore(ask));
  }

  protected async askStore<Answer>(ask: (tx: ReadTransaction) => Promise<Answer>): Promise<Answer> {
    return ask(await this.begin());
  }

  async #recall<Answer>(read: Read, query: string | object, ask: (tx: ReadTransaction) => Promise<Answer>): Promise<Answer> {
    if (this.#over) throw new Error('the transaction is over: await every call of its methods inside its body');
    return this.ask(read, query, ask);
  }

  async deployment() {
    return this.#recall('deployment', '', (tx) => tx.deployment());
  }

  async connection(connection: string) {
    return this.#recall('connection', connection, (tx) => tx.connection(connection));
  }

  async connections() {
    return this.#recall('connections', '', (tx) => tx.connections());
  }

  async request(requestId: string) {
    return this.#recall('request', requestId, (tx) => tx.request(requestId));
  }

  async requestByCallId(callId: string) {
    return this.#recall('requestByCallId', callId, (tx) => tx.requestByCallId(callId));
  }

  async requests(query: RequestQuery) {
    return this.#recall('requests', query, (tx) => tx.requests(query));
  }

  async openAcquires(connection: string) {
    return this.#recall('openAcquires', connection, (tx) => tx.openAcquires(connection));
  }

  async openReturns(connection: string) {
    return this.#recall('openReturns', connection, (tx) => tx.openReturns(connection));
  }

  async intent(intentId: string) {
    return this.#recall('intent', intentId, (tx) => tx.intent(intentId));
  }

  async intents(query: IntentQuery) {
    return this.#recall('intents', query, (tx) => tx.intents(query));
  }

  async attempts(intentId: string) {
    return this.#recall('attempts', intentId, (tx) => tx.attempts(intentId));
  }

  async machine(connection: string, machineId: string) {
    return this.#recall('machine', machineKey(connection, machineId), (tx) => tx.machine(connection, machineId));
  }

  async machines(query: MachineQuery) {
    return this.#recall('machines', query, (tx) => tx.machines(query));
  }

  async templateUse(connection: string, templateId: string) {
    return this.#recall('templateUse', [connection, templateId], (tx) => tx.templateUse(connection, templateId));
  }

  async groups(connection: string) {
    return this.#recall('groups', connection, (tx) => tx.groups(connection));
  }

  async shapes(connection: string) {
    return this.#recall('shapes', connection, (tx) => tx.shapes(connection));
  }

  async bucket(bucket: string) {
    return this.#recall('bucket', bucket, (tx) => tx.bucket(bucket));
  }

  async note(key: string) {
    return this.#recall('note', key, (tx) => tx.note(key));
  }

  async events(afterPosition: number, limit: number) {
    return this.askStore((tx) => tx.events(afterPosition, limit));
  }
}

/** What a machine is remembered under. */
export function machineKey(connection: string, machineId: string): string {
  return `${connection} ${machineId}`;
}
