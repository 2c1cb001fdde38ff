import type { AdoptionReceipt, AdoptionView } from '@hostwright/core';
import type { ForeignState } from '@hostwright/service';
import { plural } from '../../cli/format.js';
import type { Io } from '../../cli/io.js';
import { type OutputForm, printData } from '../../cli/print.js';
import { printable } from '../../cli/table.js';

/** What a take-over would do, without asking any cloud. */
export function printPlan(
  io: Io,
  { state, connection, machines }: { readonly state: ForeignState; readonly connection: string; readonly machines: number },
  output: OutputForm,
): void {
  const { kind, requests, returns, problems } = state;
  if (output !== 'table') {
    const named = requests.map(({ requestId, templateId, machineIds, groupRef }) => ({
      requestId,
      templateId,
      machineIds,
      waitsFor: groupRef ?? null,
    }));
    return printData(io, output, { kind, connection, requests: named, returns, leftOut: problems });
  }
  for (const { requestId, machineIds, groupRef } of requests) {
    const waits = groupRef === undefined ? '' : `, and what ${groupRef} still starts`;
    io.out(`${printable(requestId)}: ${plural(machineIds.length, 'machine')}${printable(waits)}\n`);
  }
  for (const { requestId, machineIds } of returns) io.out(`${printable(requestId)}: gives back ${plural(machineIds.length, 'machine')}\n`);
  io.out(`${plural(machines, 'machine')} would be looked for in ${connection} and taken over (dry run: no cloud was asked).\n`);
}

/** What became of a take-over. */
export interface Adoption {
  readonly state: ForeignState;
  readonly connection: string;
  readonly receipts: readonly AdoptionReceipt[];
  readonly views: readonly AdoptionView[];
}

/** Tells each machine that could not be taken over, and each request that waits. */
export function printAdoption(io: Io, adoption: Adoption, output: OutputForm): void {
  const { views, receipts, connection } = adoption;
  if (output !== 'table') return printData(io, output, toJson(adoption));
  const foreignIds = new Map(receipts.map((receipt) => [receipt.requestId, receipt.foreignId]));
  for (const { requestId, adopted, pending } of views) {
    const foreignId = foreignIds.get(requestId) ?? requestId;
    const as = foreignId === requestId ? '' : ` as ${requestId}`;
    const waits = pending ? ', more is waited for' : '';
    if (io.quiet) for (const machineId of adopted) io.out(`${printable(machineId)}\n`);
    else io.out(`${printable(foreignId + as)}: ${plural(adopted.length, 'machine')} taken over${waits}\n`);
  }
  for (const { machineId, message } of views.flatMap(({ refused }) => refused))
    io.err(`${printable(`${machineId}: not taken over: ${message}`)}\n`);
  if (!io.quiet) io.out(`${plural(count(views), 'machine')} of ${connection} taken over.\n`);
}

function toJson({ state, connection, receipts, views }: Adoption): object {
  const byId = new Map(views.map((view) => [view.requestId, view]));
  return {
    kind: state.kind,
    connection,
    requests: receipts.map(({ foreignId, kind, outcome, requestId }) => ({
      foreignId,
      kind,
      outcome,
      requestId,
      pending: byId.get(requestId)?.pending ?? false,
      adopted: byId.get(requestId)?.adopted ?? [],
      refused: byId.get(requestId)?.refused ?? [],
    })),
    leftOut: state.problems,
  };
}

function count(views: readonly AdoptionView[]): number {
  return views.reduce((sum, view) => sum + view.adopted.length, 0);
}
