import { describe, expect, it } from 'vitest';
import { stepOf, type StoreTransaction, type WrittenRow } from './transaction.js';

const TAGS = { tags: ['proof.kill-runs', 'simulated'] };

function transaction(rows: readonly WrittenRow[], changes: Partial<StoreTransaction> = {}): StoreTransaction {
  return { rows, touched: new Set(rows.map(({ table }) => table)), setsSchema: false, ...changes };
}

function event(facts: object): WrittenRow {
  return { table: 'events', columns: { event: JSON.stringify(facts) } };
}

function intent(intentId: string, operation: string): WrittenRow {
  return { table: 'intents', columns: { intent_id: intentId, operation } };
}

function connection(record: object): WrittenRow {
  return { table: 'connections', columns: { record: JSON.stringify(record) } };
}

describe('stepOf', TAGS, () => {
  it.each([
    ['acquire', 'accept-request'],
    ['return', 'accept-return'],
  ])('names the acceptance of a request of kind %s', (kind, step) => {
    expect(stepOf(transaction([event({ type: 'RequestAccepted', kind })]))).toBe(step);
  });

  it.each([
    ['launch', 'launch-sending'],
    ['terminate', 'terminate-sending'],
    ['clean-up', 'clean-up-sending'],
  ])('names the attempt of a %s by the intent that is written with it', (operation, step) => {
    expect(stepOf(transaction([intent('int-1', operation), event({ type: 'IntentSent', intentId: 'int-1' })]))).toBe(step);
  });

  it('names an answer that settles its intent as an answer', () => {
    const rows = [
      intent('int-1', 'terminate'),
      event({ type: 'IntentAnswered', intentId: 'int-1' }),
      event({ type: 'IntentSettled', intentId: 'int-1' }),
    ];
    expect(stepOf(transaction(rows))).toBe('terminate-answered');
  });

  it('takes a connection that is written by whoever read the deployment for a sweep', () => {
    const sweep = transaction([connection({ leaseUntilMs: 1 })], { touched: new Set(['deployment', 'connections']) });
    expect(stepOf(sweep)).toBe('sweep');
    expect(stepOf(transaction([connection({ leaseUntilMs: 1 })]))).toBe('connection-row');
    expect(stepOf(transaction([connection({ leaseUntilMs: 0 })]))).toBe('give-lease');
  });

  it('names the making of a store, the seal, and what wrote nothing', () => {
    expect(stepOf(transaction([], { setsSchema: true }))).toBe('create-store');
    expect(stepOf(transaction([{ table: 'events', columns: { hash: 'a' } }]))).toBe('seal');
    expect(stepOf(transaction([]))).toBe('other');
  });
});
