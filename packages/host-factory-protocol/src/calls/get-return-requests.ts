import type { MachineName, ReclaimView } from '@hostwright/core';
import { parseGetReturnRequests } from '../parse/other-calls.js';
import type { ReturnRequestsDocument } from '../render/documents.js';
import { machineIdToWire } from '../render/machine-id.js';
import { succeeded } from './answer.js';
import type { Answer, CallContext, CallInfo } from './options.js';
import { machineOfWire } from './request-return-machines.js';
import { waitUntil, wake } from './wait.js';

/**
 * Reports machines that the cloud takes back or that vanished, with the grace that is left. Host Factory drains and returns whatever is
 * reported; hence nobody of a connection whose listing failed, is partial or old: a listing that shows nothing would drain everything.
 */
export async function getReturnRequests(context: CallContext, inputText: string, info: CallInfo): Promise<Answer> {
  const input = parseGetReturnRequests(inputText);
  const asked = input.machines?.map((machine) => machineOfWire(machine, context));
  if (asked?.length === 0) return succeeded(report([], [], context));
  const read = (): Promise<ReclaimView> => context.queries.reclaimable(asked === undefined ? {} : { machines: asked });
  let view = await read();
  let unsure = await concerned(context, view.unknownConnections, asked);
  if (unsure.length > 0) {
    await waitUntil(context, info, {
      waitMs: context.timing.waitMs,
      condition: async () => !intersects(unsure, (await read()).unknownConnections),
    });
    view = await read();
    unsure = unsure.filter((connection) => view.unknownConnections.includes(connection));
  } else if ((await isAnythingAlive(context)) || (await context.queries.isWorkLeft())) {
    await wake(context, info);
  }
  return succeeded(report(namedAsAsked(view, asked ?? []), unsure, context));
}

/** While machines live, somebody must look after them: once its requests are complete, Host Factory makes no other call that would tell. */
async function isAnythingAlive({ queries }: CallContext): Promise<boolean> {
  return (await queries.machines({ live: true, limit: 1 })).length > 0;
}

/** Unknown connections that hold machines in question; the others are neither waited for nor woken: there is nothing to report of them. */
async function concerned(
  { queries }: CallContext,
  unknownConnections: readonly string[],
  asked: readonly MachineName[] | undefined,
): Promise<readonly string[]> {
  if (unknownConnections.length === 0) return [];
  if (asked !== undefined) {
    const machineIds = asked.flatMap((machine) => machine.machineId ?? []);
    if (machineIds.length < asked.length) return unknownConnections;
    const known = new Set((await queries.machines({ machineIds })).map((machine) => machine.connection));
    return unknownConnections.filter((connection) => known.has(connection));
  }
  const concernedOnes: string[] = [];
  for (const connection of unknownConnections) {
    const live = await queries.machines({ connection, live: true, limit: 1 });
    if (live.length > 0) concernedOnes.push(connection);
  }
  return concernedOnes;
}

function intersects(a: readonly string[], b: readonly string[]): boolean {
  return a.some((entry) => b.includes(entry));
}

/** Host Factory finds a machine again by the name that it gave itself. */
function namedAsAsked(view: ReclaimView, asked: readonly MachineName[]): ReclaimView['machines'] {
  const names = new Map(asked.map((machine) => [machine.machineId, machine.name]));
  return view.machines.map((machine) => ({
    ...machine,
    name: names.get(machine.machineId) ?? (machine.name !== '' ? machine.name : machine.machineId),
  }));
}

function report(machines: ReclaimView['machines'], unsure: readonly string[], { clock, dialect }: CallContext): ReturnRequestsDocument {
  const nowMs = clock.now();
  return {
    status: 'complete',
    message: messageOf(machines.length, unsure),
    requests: machines.map((machine) => ({
      machine: machine.name,
      machineId: machineIdToWire(machine.machineId, dialect),
      gracePeriod: Math.max(0, Math.floor((machine.deadlineAtMs - nowMs) / 1000)),
    })),
  };
}

function messageOf(count: number, unsure: readonly string[]): string {
  const found = count === 0 ? 'No machine is to be returned.' : `${count} to be returned.`;
  return unsure.length === 0
    ? found
    : `${found} Nothing is said of ${unsure.join(', ')}: there is no complete listing of less than a minute ago.`;
}
