import type { Intent, IntentQuery, Machine, MachineQuery, ReadTransaction } from '@hostwright/core';

/** Reads that are remembered: all but those of the log of events, which only grows. */
export type Read = Exclude<keyof ReadTransaction, 'events'>;

/** What was asked, and answered. */
interface Entry {
  readonly query: unknown;
  readonly answer: unknown;
}

/**
 * What a store answered since it was last changed. Most of what processes ask a store for has not changed since somebody asked for it, and
 * to ask again was a great part of what a history costs. Whatever may have changed is asked of the store's own SQL.
 */
export class StoreMemory {
  readonly #entries = new Map<Read, Map<string, Entry>>();

  /** Answers from memory, or else by `ask`, and remembers that. */
  async recall<Answer>(read: Read, query: string | object, ask: () => Promise<Answer>): Promise<Answer> {
    const key = typeof query === 'string' ? query : JSON.stringify(query);
    const entries = this.#entries.get(read) ?? new Map<string, Entry>();
    const known = entries.get(key);
    if (known !== undefined) return known.answer as Answer;
    const answer = freeze(await ask());
    this.#entries.set(read, entries.set(key, { query, answer }));
    return answer;
  }

  /** Forgets all answers to these reads. */
  forget(...reads: readonly Read[]): void {
    for (const read of reads) this.#entries.delete(read);
  }

  /** Forgets the answer to one question. */
  forgetOne(read: Read, key: string): void {
    this.#entries.get(read)?.delete(key);
  }

  /** Forgets lists of machines that this one, as it is saved, comes into, leaves, or is another in. */
  forgetListsOfMachine(saved: Machine): void {
    const { machineId, connection } = saved;
    for (const [key, { query, answer }] of this.#entries.get('machines') ?? []) {
      const isIn = (answer as readonly Machine[]).some((found) => found.machineId === machineId && found.connection === connection);
      if (isIn || matchesMachine(query as MachineQuery, saved)) this.forgetOne('machines', key);
    }
  }

  /** Forgets lists of intents that this one, as it is saved, comes into, leaves, or is another in. */
  forgetListsOfIntent(saved: Intent): void {
    for (const [key, { query, answer }] of this.#entries.get('intents') ?? []) {
      const isIn = (answer as readonly Intent[]).some((found) => found.intentId === saved.intentId);
      if (isIn || matchesIntent(query as IntentQuery, saved)) this.forgetOne('intents', key);
    }
  }
}

function matchesMachine(query: MachineQuery, machine: Machine): boolean {
  const unwanted = machine.surplus !== undefined || machine.returnRequestId !== undefined;
  return (
    is(query.connection, machine.connection) &&
    is(query.requestId, machine.requestId) &&
    is(query.templateId, machine.templateId) &&
    is(query.intentId, machine.intentId) &&
    is(query.name, machine.name) &&
    is(query.live, machine.goneAtMs === undefined) &&
    is(query.orphan, machine.orphan) &&
    is(query.unwanted, unwanted) &&
    (query.machineIds === undefined || query.machineIds.includes(machine.machineId))
  );
}

function matchesIntent(query: IntentQuery, intent: Intent): boolean {
  return (
    is(query.connection, intent.connection) &&
    is(query.requestId, intent.requestId) &&
    is(query.operation, intent.operation) &&
    is(query.settled, intent.state === 'settled')
  );
}

function is<Value>(wanted: Value | undefined, value: Value): boolean {
  return wanted === undefined || wanted === value;
}

/** Processes share what is remembered and must not notice: whoever changes it fails. */
function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
