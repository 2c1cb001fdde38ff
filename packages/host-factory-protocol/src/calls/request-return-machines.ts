import type { MachineName, RequestView } from '@hostwright/core';
import { parseRequestReturnMachines } from '../parse/other-calls.js';
import type { ReceiptDocument } from '../render/documents.js';
import { machineIdOfWire } from '../render/machine-id.js';
import { failed, succeeded } from './answer.js';
import type { Answer, CallContext, CallInfo } from './options.js';
import { wake } from './wait.js';

/** Commits a request that ends machines. Unknown and dead ones never fail it. */
export async function requestReturnMachines(context: CallContext, inputText: string, info: CallInfo): Promise<Answer> {
  const input = parseRequestReturnMachines(inputText);
  const machines = input.machines.map((machine) => machineOfWire(machine, context));
  const receipt = await context.commands.returnMachines({ callId: info.callId, machines });
  if (receipt.status === 'rejected') return failed(context.dialect, 'error', `requestReturnMachines: ${receipt.message}`);
  await wake(context, info);
  const nothingAlive = await isNothingAlive(context, receipt.requestId);
  const document: ReceiptDocument = {
    ...(context.dialect === 'lsf' && { status: nothingAlive ? ('complete' as const) : ('running' as const) }),
    message: messageOf(nothingAlive, input.unusable),
    ...(!(context.dialect === 'lsf' && nothingAlive) && { requestId: receipt.requestId }),
    ...(context.echoReturnedMachines && { machines: input.machines.map(echoOf) }),
  };
  return succeeded(document);
}

/** A machine as the engine knows it. */
export function machineOfWire(machine: MachineName, context: Pick<CallContext, 'dialect'>): MachineName {
  if (machine.machineId === undefined) return machine;
  return { ...machine, machineId: machineIdOfWire(machine.machineId, context.dialect) };
}

function echoOf({ machineId, name }: MachineName): { readonly machineId?: string; readonly name?: string } {
  return { ...(machineId !== undefined && { machineId }), ...(name !== undefined && { name }) };
}

/** Symphony asks about the request all the same; LSF wants to hear at once that there is nothing to wait for. */
async function isNothingAlive(context: CallContext, requestId: string): Promise<boolean> {
  try {
    const view = await context.queries.request(requestId);
    return view?.request.kind === 'return' && hasNothingAlive(view);
  } catch {
    return false;
  }
}

function hasNothingAlive({ request, machines }: RequestView): boolean {
  if (request.kind !== 'return') return false;
  const gone = new Set(machines.filter((machine) => machine.goneAtMs !== undefined).map((machine) => machine.machineId));
  return request.targets.every(
    (target) => target.state === 'done' || (target.state === 'pending' && target.machineId !== undefined && gone.has(target.machineId)),
  );
}

function messageOf(nothingAlive: boolean, unusable: readonly string[]): string {
  const message = nothingAlive ? 'No active machine.' : 'Return request accepted.';
  if (unusable.length === 0) return message;
  return `${message} Passed over, with neither machineId nor name: ${unusable.slice(0, 5).join(', ')}${unusable.length > 5 ? ', ...' : ''}.`;
}
