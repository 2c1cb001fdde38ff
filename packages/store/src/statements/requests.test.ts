import type { AcquireRequest, ReadTransaction, Request, RequestQuery, ReturnRequest } from '@hostwright/core/ports';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTexts, withStore } from '../testing/memory-store.js';
import { acquireRequest, returnRequest, returnTarget } from '../testing/records.js';

const CONNECTIONS = ['main', 'other', "o'dd"];
const connection = fc.constantFrom(...CONNECTIONS);
const states = fc.constantFrom<Request['state']>('open', 'cancelling', 'ended');
/** Few different times, so that many requests are of the same one; times far back are archived. */
const times = fc.constantFrom(1, 2, 3, 1_000, 1_001);

interface Seed {
  readonly kind: Request['kind'];
  readonly state: Request['state'];
  readonly createdAtMs: number;
  readonly endedAtMs: number;
  readonly connection: string;
  readonly targets: readonly (string | undefined)[];
}

const seed: fc.Arbitrary<Seed> = fc.record({
  kind: fc.constantFrom('acquire', 'return'),
  state: states,
  createdAtMs: times,
  endedAtMs: times,
  connection,
  targets: fc.array(fc.option(connection, { nil: undefined }), { maxLength: 3 }),
});

/** Ids in an order of their own, with texts that differ in bytes and in code units. */
const ids = fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }), { maxLength: 25 });

function toRequest(requestId: string, { kind, state, createdAtMs, endedAtMs, connection: of, targets }: Seed): Request {
  const common = { requestId, state, createdAtMs, endedAtMs: state === 'ended' ? endedAtMs : undefined };
  if (kind === 'acquire') return acquireRequest({ ...common, connection: of });
  return returnRequest({ ...common, targets: targets.map((target, position) => returnTarget({ position, connection: target })) });
}

const requests = ids.chain((names) => fc.tuple(...names.map((name) => seed.map((fields) => toRequest(name, fields)))));

const query: fc.Arbitrary<RequestQuery> = fc.record(
  {
    kind: fc.constantFrom<Request['kind']>('acquire', 'return'),
    states: fc.uniqueArray(states),
    connection,
    limit: fc.nat({ max: 5 }),
    before: fc.record({ createdAtMs: times, requestId: fc.string({ unit: 'binary', maxLength: 2 }) }),
  },
  { requiredKeys: [] },
);

function newestFirst(a: Pick<Request, 'createdAtMs' | 'requestId'>, b: Pick<Request, 'createdAtMs' | 'requestId'>): number {
  return b.createdAtMs - a.createdAtMs || compareTexts(b.requestId, a.requestId);
}

function concerns(request: Request, of: string): boolean {
  return request.kind === 'acquire' ? request.connection === of : request.targets.some((target) => target.connection === of);
}

function filter(all: readonly Request[], { kind, states: wanted, connection: of, limit, before }: RequestQuery): readonly Request[] {
  return all
    .filter((request) => kind === undefined || request.kind === kind)
    .filter((request) => wanted === undefined || wanted.includes(request.state))
    .filter((request) => of === undefined || concerns(request, of))
    .filter((request) => before === undefined || newestFirst(request, before) > 0)
    .toSorted(newestFirst)
    .slice(0, limit);
}

/** Those that ended long ago are archived, which no query may show. */
async function withRequests(all: readonly Request[], body: (tx: ReadTransaction) => Promise<void>): Promise<void> {
  await withStore(async (store) => {
    await store.write(async (tx) => {
      for (const request of all) await tx.saveRequest(request);
      await tx.archive(500, 1_000);
    });
    await store.read(body);
  });
}

describe('requests', { tags: ['engine.queries', 'real'] }, () => {
  it('are found by every filter and all combinations, newest first, archived or not', async () => {
    const check = async (all: readonly Request[], queries: readonly RequestQuery[]) =>
      withRequests(all, async (tx) => {
        for (const one of queries) expect(await tx.requests(one)).toEqual(filter(all, one));
      });
    await fc.assert(fc.asyncProperty(requests, fc.array(query, { minLength: 5, maxLength: 10 }), check), { numRuns: 40 });
  });

  it('come page by page, each once', async () => {
    const check = async (all: readonly Request[], limit: number) =>
      withRequests(all, async (tx) => {
        const paged: Request[] = [];
        for (;;) {
          const before = paged.at(-1);
          const page = await tx.requests({ limit, ...(before === undefined ? {} : { before }) });
          paged.push(...page);
          if (page.length < limit) break;
        }
        expect(paged).toEqual(all.toSorted(newestFirst));
      });
    await fc.assert(fc.asyncProperty(requests, fc.integer({ min: 1, max: 7 }), check), { numRuns: 40 });
  });

  it('that are open are found by connection, oldest first; a return also while the connection of a machine is not known', async () => {
    const check = async (all: readonly Request[]) =>
      withRequests(all, async (tx) => {
        const open = all
          .filter(({ state }) => state !== 'ended')
          .toSorted((a, b) => a.createdAtMs - b.createdAtMs || compareTexts(a.requestId, b.requestId));
        for (const of of CONNECTIONS) {
          const acquires = open.filter((request): request is AcquireRequest => request.kind === 'acquire' && request.connection === of);
          const returns = open.filter(
            (request): request is ReturnRequest =>
              request.kind === 'return' && request.targets.some((target) => target.connection === of || target.connection === undefined),
          );
          expect(await tx.openAcquires(of)).toEqual(acquires);
          expect(await tx.openReturns(of)).toEqual(returns);
        }
      });
    await fc.assert(fc.asyncProperty(requests, check), { numRuns: 40 });
  });

  it('are found in the connections of their machines as these become known', async () => {
    await withStore(async (store) => {
      const unknown = returnRequest({ targets: [returnTarget({ connection: undefined })] });
      await store.write((tx) => tx.saveRequest(unknown));
      expect(await store.read((tx) => tx.openReturns('main'))).toHaveLength(1);
      expect(await store.read((tx) => tx.openReturns('other'))).toHaveLength(1);
      expect(await store.read((tx) => tx.requests({ connection: 'main' }))).toEqual([]);
      await store.write((tx) => tx.saveRequest({ ...unknown, version: 2, targets: [returnTarget({ connection: 'main' })] }));
      expect(await store.read((tx) => tx.openReturns('main'))).toHaveLength(1);
      expect(await store.read((tx) => tx.openReturns('other'))).toEqual([]);
      expect(await store.read((tx) => tx.requests({ connection: 'main' }))).toHaveLength(1);
    });
  });
});

describe('saving a request', () => {
  const first = acquireRequest({ requestId: 'req-1', callId: 'call-1' });

  it.each([
    { what: 'a second one with the same id', second: { ...first, callId: 'call-2' } },
    { what: 'a second one with the same call id', second: { ...first, requestId: 'req-2' } },
    { what: 'a version that skips one', second: { ...first, version: 3 } },
    { what: 'a later version of an unknown one', second: { ...first, requestId: 'req-2', callId: 'call-2', version: 2 } },
  ])('refuses $what as a conflict, archived or not, and changes nothing', async ({ second }) => {
    for (const isArchived of [false, true]) {
      const stored: Request = isArchived ? { ...first, state: 'ended', endedAtMs: 1 } : first;
      await withStore(async (store) => {
        await store.write((tx) => tx.saveRequest(stored));
        if (isArchived) await store.write((tx) => tx.archive(2, 10));
        await expect(store.write((tx) => tx.saveRequest(second))).rejects.toMatchObject({ name: 'StoreError', kind: 'conflict' });
        expect(await store.read((tx) => tx.requests({}))).toEqual([stored]);
      });
    }
  });

  it('lets one of two changes of the same version win', async () => {
    await withStore(async (store) => {
      await store.write((tx) => tx.saveRequest(first));
      const change = (desiredUnits: number) => store.write((tx) => tx.saveRequest({ ...first, version: 2, desiredUnits }));
      const ends = await Promise.allSettled([change(1), change(2)]);
      expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
      expect(await store.read((tx) => tx.request('req-1'))).toEqual({ ...first, version: 2, desiredUnits: 1 });
    });
  });

  it('brings an archived one back among the live ones', async () => {
    await withStore(async (store, database) => {
      const ended: Request = { ...first, state: 'ended', endedAtMs: 1 };
      await store.write((tx) => tx.saveRequest(ended));
      await store.write((tx) => tx.archive(2, 10));
      await store.write((tx) => tx.saveRequest({ ...ended, version: 2, polledAtMs: 5 }));
      expect(await store.read((tx) => tx.requests({}))).toEqual([{ ...ended, version: 2, polledAtMs: 5 }]);
      expect(database.prepare('select count(*) as count from requests_archive').get()).toEqual({ count: 0 });
    });
  });
});
