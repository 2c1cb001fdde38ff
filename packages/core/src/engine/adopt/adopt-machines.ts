import type { Intent } from '../../domain/intent.js';
import type { AcquireRequest } from '../../domain/request.js';
import { newId } from '../../ports/random.js';
import type { ReadTransaction, WriteTransaction } from '../../ports/store.js';
import { bumpWakeups, type Front } from '../front.js';
import { newIntent } from '../new-intent.js';
import { lostTemplate, NO_MORE_LAUNCHES } from '../orphans/adopted-request.js';
import { acceptReturn } from '../return-machines.js';
import { refusedOf } from './plan-adoption.js';
import type { AdoptionReceipt, AdoptMachines, ForeignRequest, ForeignReturn } from './adopt-api.js';

/** Machines of one order: as many as the smallest cloud tags in one call. */
const BATCH = 500;

/** Requests of one transaction: short enough that calls of Host Factory get their turn in between. */
const REQUESTS_AT_ONCE = 50;

/** How long machines that are still to come are waited for: as long as the vendor's own plugin waits. */
const WAIT_MS = 60 * 60_000;

/** What every cloud takes in a tag. */
const TAGGABLE = /^[a-z0-9-]{1,63}$/;

/**
 * Writes down that the machines of another host factory are to be taken over, under the ids by which Host Factory knows its requests. The
 * engine does the rest: it asks the cloud for each machine, tags it, and waits for those that are still to come. May be repeated, also
 * after it was broken off.
 */
export async function adoptMachines(front: Front, { connection, requests, returns }: AdoptMachines): Promise<readonly AdoptionReceipt[]> {
  const receipts: AdoptionReceipt[] = [];
  for (let start = 0; start < requests.length; start += REQUESTS_AT_ONCE) {
    const some = requests.slice(start, start + REQUESTS_AT_ONCE);
    receipts.push(...(await front.store.write((tx) => each(some, (request) => adoptRequest(tx, front, connection, request)))));
  }
  for (let start = 0; start < returns.length; start += REQUESTS_AT_ONCE) {
    const some = returns.slice(start, start + REQUESTS_AT_ONCE);
    receipts.push(...(await front.store.write((tx) => each(some, (foreign) => adoptReturn(tx, front, connection, foreign)))));
  }
  await front.store.write((tx) => bumpWakeups(tx, connection), { durable: false });
  return receipts;
}

async function each<Item, Result>(items: readonly Item[], body: (item: Item) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await body(item));
  return results;
}

async function adoptRequest(tx: WriteTransaction, front: Front, connection: string, foreign: ForeignRequest): Promise<AdoptionReceipt> {
  const foreignId = foreign.requestId;
  const earlier = await tx.requestByCallId(callIdOf(foreignId));
  const news = await newsOf(tx, foreign, earlier?.requestId);
  const isOpen = earlier?.kind === 'acquire' && earlier.state === 'open';
  const mayGrow = foreign.groupRef !== undefined && (earlier === undefined || (isOpen && !news.waits));
  if (news.machineIds.length === 0 && !mayGrow) {
    const outcome = earlier === undefined ? 'closed' : 'repeated';
    return { foreignId, kind: 'acquire', outcome, requestId: earlier?.requestId ?? foreignId };
  }
  const request = isOpen ? earlier : await openRequest(tx, front, connection, foreign, earlier !== undefined);
  await orderAdoption(tx, front, request, news.machineIds, mayGrow ? foreign.groupRef : undefined);
  return { foreignId, kind: 'acquire', outcome: 'accepted', requestId: request.requestId };
}

/** Under which a request of another host factory is found again, whatever id it got here. */
function callIdOf(foreignId: string): string {
  return `adopted:${foreignId}`;
}

/** Machines that nobody here has, or is about to have; `waits`: the group of the request is being asked already. */
async function newsOf(
  tx: ReadTransaction,
  foreign: ForeignRequest,
  requestId: string | undefined,
): Promise<{ readonly machineIds: readonly string[]; readonly waits: boolean }> {
  const wanted = [...new Set(foreign.machineIds)];
  const known = wanted.length === 0 ? [] : await tx.machines({ machineIds: wanted, orphan: false });
  const orders = requestId === undefined ? [] : await tx.intents({ requestId, operation: 'adopt' });
  const taken = new Set([...known.map(({ machineId }) => machineId), ...orders.flatMap(decidedOrUnderWay)]);
  return {
    machineIds: wanted.filter((machineId) => !taken.has(machineId)),
    waits: orders.some((order) => order.state !== 'settled' && order.adoption?.groupRef !== undefined),
  };
}

/** What the cloud has ended stays ended; what it refused may be asked for once more. */
function decidedOrUnderWay(order: Intent): readonly string[] {
  if (order.state !== 'settled') return order.machineIds;
  return refusedOf(order).flatMap(({ machineId, refusal }) => (refusal === 'ended' || refusal === 'not-found' ? [machineId] : []));
}

/** Wants nothing yet: it grows by each machine that is taken over, and can launch none itself. */
async function openRequest(
  tx: WriteTransaction,
  { random, clock, templates }: Front,
  connection: string,
  foreign: ForeignRequest,
  isTaken: boolean,
): Promise<AcquireRequest> {
  const { templateId, tags, machineIds } = foreign;
  const isFree = !isTaken && TAGGABLE.test(foreign.requestId) && (await tx.request(foreign.requestId)) === undefined;
  const requestId = isFree ? foreign.requestId : newId(random, 'req');
  const nowMs = clock.now();
  const createdAtMs = Math.min(foreign.createdAtMs, nowMs);
  const callId = isTaken ? callIdOf(requestId) : callIdOf(foreign.requestId);
  const template = templates.find((one) => one.templateId === templateId && one.connection === connection) ?? lostTemplate(connection);
  const request: AcquireRequest = {
    kind: 'acquire',
    requestId,
    callId,
    state: 'open',
    outcome: undefined,
    reasons: [],
    createdAtMs,
    endedAtMs: undefined,
    polledAtMs: undefined,
    version: 1,
    connection,
    template,
    tags,
    wantedUnits: 0,
    grantedUnits: 0,
    desiredUnits: 0,
    ...NO_MORE_LAUNCHES,
    deadlineAtMs: createdAtMs,
    pollWithinMs: undefined,
  };
  await tx.saveRequest(request);
  await tx.appendEvents(nowMs, [{ type: 'RequestAccepted', requestId, callId, kind: 'acquire', templateId, units: machineIds.length }]);
  return request;
}

async function orderAdoption(
  tx: WriteTransaction,
  front: Front,
  { requestId, connection }: AcquireRequest,
  machineIds: readonly string[],
  groupRef: string | undefined,
): Promise<void> {
  const { random, clock } = front;
  const earlier = (await tx.intents({ requestId, operation: 'adopt' })).length;
  const batches = Math.max(1, Math.ceil(machineIds.length / BATCH));
  for (let batch = 0; batch < batches; batch += 1) {
    await newIntent(
      tx,
      { random, clock, connection },
      {
        requestId,
        operation: 'adopt',
        generation: earlier + batch + 1,
        machineIds: machineIds.slice(batch * BATCH, (batch + 1) * BATCH),
        adoption: { groupRef: batch === 0 ? groupRef : undefined, untilMs: clock.now() + WAIT_MS, refused: [] },
      },
    );
  }
}

/**
 * Whoever polls for it goes on doing so. What is being taken over is ended as soon as it is ours; the rest is looked for in the cloud as in any
 * other return.
 */
async function adoptReturn(
  tx: WriteTransaction,
  front: Front,
  connection: string,
  { requestId, machineIds }: ForeignReturn,
): Promise<AdoptionReceipt> {
  const foreignId = requestId;
  if ((await tx.request(requestId)) !== undefined) return { foreignId, kind: 'return', outcome: 'repeated', requestId };
  const orders = await tx.intents({ connection, operation: 'adopt', settled: false });
  const underWay = new Set(orders.flatMap((order) => order.machineIds));
  const machines = [...new Set(machineIds)].map((machineId) => (underWay.has(machineId) ? { machineId, connection } : { machineId }));
  await acceptReturn(tx, front, { callId: callIdOf(requestId), requestId, machines });
  return { foreignId, kind: 'return', outcome: 'accepted', requestId };
}
