import type { Request } from '../domain/request.js';
import type { Commands } from './commands-api.js';
import { declareGone } from './declare-gone.js';
import { HostFactoryError } from '../ports/errors.js';
import { bumpAllWakeups, bumpWakeups, toFront, type Front } from './front.js';
import { isAbsent } from './gone.js';
import type { FrontOptions } from './host-factory-api.js';
import { cancelled } from './plan-acquire.js';
import { requestMachines } from './request-machines.js';
import { returnMachines } from './return-machines.js';

/** Polls within this time after one that is written down tell nothing new. */
const POLL_RESOLUTION_MS = 60_000;

/** Makes the commands over a store. Loads no provider and no part of the engine. */
export function createCommands(options: FrontOptions): Commands {
  const front = toFront(options);
  return {
    requestMachines: (input) => requestMachines(front, input),
    returnMachines: (input) => returnMachines(front, input),
    cancelRequest: ({ requestId }) => cancelRequest(front, requestId),
    markPolled: ({ requestIds }) => markPolled(front, requestIds),
    wake: ({ connection }) => wake(front, connection),
    releaseVanished: ({ connection }) => releaseVanished(front, connection),
    // Loaded when they are used: calls of Host Factory never do.
    adoptOrphans: async (input) => (await import('./orphans/adopt-orphans.js')).adoptOrphans(front, input),
    adoptMachines: async (input) => (await import('./adopt/adopt-machines.js')).adoptMachines(front, input),
    terminateOrphans: async (input) => (await import('./orphans/terminate-orphans.js')).terminateOrphans(front, input),
  };
}

async function cancelRequest(front: Front, requestId: string): Promise<void> {
  await front.store.write(async (tx) => {
    const request = await tx.request(requestId);
    if (request === undefined) throw new HostFactoryError('RequestNotFound', `there is no request '${requestId}'`);
    if (request.kind === 'return') {
      throw new HostFactoryError('RequestState', `'${requestId}' returns machines: what is on its way to its end cannot be called back`);
    }
    if (request.state !== 'open') return;
    await tx.saveRequest({ ...cancelled(request), version: request.version + 1 });
    await tx.appendEvents(front.clock.now(), [{ type: 'RequestCancelled', requestId, by: 'caller' }]);
    await bumpWakeups(tx, request.connection);
  });
}

/** Asked about every few seconds by many: looked at first, and written only where it tells something new. */
async function markPolled(front: Front, requestIds: readonly string[]): Promise<void> {
  const nowMs = front.clock.now();
  const due = await front.store.read(async (tx) => {
    const found: string[] = [];
    for (const requestId of new Set(requestIds)) {
      const request = await tx.request(requestId);
      if (request !== undefined && isPollNews(request, nowMs)) found.push(requestId);
    }
    return found;
  });
  if (due.length === 0) return;
  // A mark that a power cut loses is made again by the next poll.
  const options = { durable: false };
  await front.store.write(async (tx) => {
    for (const requestId of due) {
      const request = await tx.request(requestId);
      if (request === undefined || !isPollNews(request, nowMs)) continue;
      await tx.saveRequest({ ...request, polledAtMs: nowMs, version: request.version + 1 });
    }
  }, options);
}

function isPollNews(request: Request, nowMs: number): boolean {
  if (request.state === 'ended') return false;
  return request.polledAtMs === undefined || Math.abs(nowMs - request.polledAtMs) >= POLL_RESOLUTION_MS;
}

async function wake(front: Front, connection: string | undefined): Promise<void> {
  await front.store.write((tx) => (connection === undefined ? bumpAllWakeups(tx, front.templates) : bumpWakeups(tx, connection)), {
    durable: false,
  });
}

async function releaseVanished(front: Front, connection: string): Promise<number> {
  return front.store.write(async (tx) => {
    const state = await tx.connection(connection);
    if (state?.vanishHeldSinceMs === undefined || state.halt !== undefined) return 0;
    const held = (await tx.machines({ connection, live: true })).filter(isAbsent);
    const nowMs = front.clock.now();
    const released = await declareGone(tx, held, nowMs);
    await tx.saveConnection({ ...state, vanishHeldSinceMs: undefined, vanishHeldMachines: 0, wakeups: state.wakeups + 1 });
    await tx.appendEvents(nowMs, [{ type: 'VanishReleased', connection, machines: released }]);
    return released;
  });
}
