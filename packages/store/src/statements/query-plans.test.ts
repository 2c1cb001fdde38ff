import { DatabaseSync } from 'node:sqlite';
import type { WriteTransaction } from '@hostwright/core/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqliteStore } from '../sqlite/open.js';
import { StatementCache } from '../sqlite/dialect.js';
import { machine } from '../testing/records.js';
import { StatementWrites } from '../transaction.js';

/** Each index has a row for what lives only, so that the cost of a query does not grow with history. */
const HOT: readonly {
  readonly what: string;
  readonly run: (tx: WriteTransaction) => Promise<unknown>;
  readonly indexes: readonly string[];
}[] = [
  { what: 'open acquire requests', run: (tx) => tx.openAcquires('main'), indexes: ['requests_open'] },
  { what: 'open return requests', run: (tx) => tx.openReturns('main'), indexes: ['requests_open'] },
  { what: 'requests that have not ended', run: (tx) => tx.requests({ states: ['open', 'cancelling'] }), indexes: ['requests_newest_open'] },
  { what: 'live machines', run: (tx) => tx.machines({ connection: 'main', live: true }), indexes: ['machines_live'] },
  {
    what: 'live machines page by page',
    run: (tx) => tx.machines({ connection: 'main', live: true, limit: 5, after: machine() }),
    indexes: ['machines_live'],
  },
  {
    what: 'unwanted machines',
    run: (tx) => tx.machines({ connection: 'main', live: true, unwanted: true }),
    indexes: ['machines_unwanted'],
  },
  { what: 'unsettled intents', run: (tx) => tx.intents({ connection: 'main', settled: false }), indexes: ['intents_open'] },
  {
    what: 'the use of a template',
    run: (tx) => tx.templateUse('main', 'small'),
    indexes: ['machines_counted', 'requests_open', 'machines_request', 'intents_request', 'machines_intent'],
  },
  { what: 'events to seal', run: (tx) => tx.sealEvents(10), indexes: ['events_unsealed'] },
];

/** What is looked up by its key, in live rows and history alike. */
const KEYED: readonly { readonly what: string; readonly run: (tx: WriteTransaction) => Promise<unknown> }[] = [
  { what: 'a request by its id', run: (tx) => tx.request('x') },
  { what: 'a request by its call id', run: (tx) => tx.requestByCallId('x') },
  { what: 'a machine', run: (tx) => tx.machine('main', 'x') },
  { what: 'machines of a request', run: (tx) => tx.machines({ requestId: 'x' }) },
  { what: 'machines of an intent', run: (tx) => tx.machines({ intentId: 'x' }) },
  { what: 'machines by name', run: (tx) => tx.machines({ name: 'x' }) },
  { what: 'an intent', run: (tx) => tx.intent('x') },
  { what: 'intents of a request', run: (tx) => tx.intents({ requestId: 'x' }) },
  { what: 'attempts of an intent', run: (tx) => tx.attempts('x') },
  { what: 'events after a position', run: (tx) => tx.events(5, 10) },
  { what: 'saving machines', run: (tx) => tx.saveMachines([machine()]) },
];

describe('the plan for', () => {
  let database: DatabaseSync;
  let prepared: string[];
  let tx: WriteTransaction;
  beforeEach(async () => {
    database = new DatabaseSync(':memory:');
    await (await openSqliteStore({ database })).close();
    prepared = [];
    const connection = Object.assign(Object.create(null) as DatabaseSync, {
      prepare: (sql: string) => {
        prepared.push(sql);
        return database.prepare(sql);
      },
    });
    tx = new StatementWrites(new StatementCache({ connection: () => connection, guard: (statement) => statement() }).builder());
  });
  afterEach(() => database.close());

  async function planOf(run: (tx: WriteTransaction) => Promise<unknown>): Promise<readonly string[]> {
    await run(tx);
    return prepared.flatMap((sql) =>
      database
        .prepare(`explain query plan ${sql}`)
        .all()
        .map((row) => String(row['detail'])),
    );
  }

  it.each(HOT)('$what passes over no history', { tags: ['store.flat-history', 'real'] }, async ({ run, indexes }) => {
    const plan = await planOf(run);
    const used = plan.flatMap((step) => / INDEX (\w+)/.exec(step)?.[1] ?? []);
    expect(used).toEqual(expect.arrayContaining([...indexes]));
    expect(
      plan.filter(
        (step) => /^SCAN (requests|machines|intents|events)\b/.test(step) && !/ INDEX \w+_(newest_open|open|live|unsealed)\b/.test(step),
      ),
    ).toEqual([]);
  });

  it.each([
    {
      what: 'machines',
      run: () => tx.machines({ connection: 'main', live: true, limit: 5, after: machine() }),
      range: /connection=\? AND machine_id>\?/,
    },
    {
      what: 'machines of all connections',
      run: () => tx.machines({ limit: 5, after: machine() }),
      range: /\(machine_id,connection\)>\(\?,\?\)|machine_id>\?/,
    },
    {
      what: 'requests',
      run: () => tx.requests({ limit: 5, before: { createdAtMs: 5, requestId: 'x' } }),
      range: /\(created_at_ms,request_id\)<\(\?,\?\)/,
    },
  ])('a page of $what begins where the one before it ended', async ({ run, range }) => {
    expect(await planOf(run)).toContainEqual(expect.stringMatching(range));
  });

  it.each(KEYED)('$what is a look-up', async ({ run }) => {
    const plan = await planOf(run);
    expect(plan.some((step) => step.startsWith('SEARCH'))).toBe(true);
    expect(plan.filter((step) => /^SCAN (requests|machines|intents|attempts|events)/.test(step))).toEqual([]);
  });
});
