import type { Machine, ReturnRequest, ReturnTarget } from '@hostwright/core';
import type { Dialect } from '../dialect.js';
import { statusWord } from './create-request.js';
import type { MachineDocument, MachineResult, RequestDocument } from './documents.js';
import { machineIdToWire } from './machine-id.js';
import { MACHINE_TABLE, tableStateOf } from './machine-table.js';
import { describeReasons } from './reasons.js';

/**
 * Renders a return request for getRequestStatus: every machine that was given, once, in the order given, also those that nobody
 * knows.
 *
 * `running` until the engine has ended the request; a cloud that cannot be asked keeps it there. What an ended request answers comes from
 * its own entries and never changes.
 */
export function renderReturnRequest(request: ReturnRequest, machines: readonly Machine[], dialect: Dialect): RequestDocument {
  const targets = withoutRepeats(request.targets.toSorted((a, b) => a.position - b.position));
  const failed = targets.filter((target) => target.state === 'failed');
  const known = Map.groupBy(machines, (machine) => machine.machineId);
  return {
    requestId: request.requestId,
    status: statusOf(request, failed.length),
    message: messageOf(request, failed, targets.length),
    machines: targets.map((target) => renderTarget(target, findMachine(target, known), dialect)),
  };
}

/** A machine that was given several times, by id or by name, is one machine. */
function withoutRepeats(targets: readonly ReturnTarget[]): readonly ReturnTarget[] {
  const seen = new Set<string>();
  return targets.filter(({ machineId, connection }) => {
    if (machineId === undefined) return true;
    const key = `${connection ?? ''}\n${machineId}`;
    return !seen.has(key) && seen.add(key);
  });
}

function statusOf(request: ReturnRequest, failed: number): RequestDocument['status'] {
  if (request.state !== 'ended') return 'running';
  return failed === 0 && request.outcome === 'fulfilled' ? 'complete' : 'complete_with_error';
}

/** More failed entries than these are counted, not named; each says why by itself. */
const MAX_NAMED = 10;

function messageOf(request: ReturnRequest, failed: readonly ReturnTarget[], count: number): string {
  if (failed.length === 0) return describeReasons(request.reasons);
  const named = failed.slice(0, MAX_NAMED).map((target) => `${target.name || (target.machineId ?? '')}: ${reasonOf(target)}`);
  const more = failed.length > MAX_NAMED ? '; ...' : '';
  return `${failed.length} of ${count} machines could not be returned (${named.join('; ')}${more}).`;
}

function findMachine(target: ReturnTarget, known: ReadonlyMap<string, readonly Machine[]>): Machine | undefined {
  const candidates = target.machineId === undefined ? [] : (known.get(target.machineId) ?? []);
  return candidates.find((machine) => target.connection === undefined || machine.connection === target.connection);
}

function renderTarget(target: ReturnTarget, machine: Machine | undefined, dialect: Dialect): MachineDocument {
  const result = resultOf(target, machine);
  return {
    machineId: target.machineId === undefined ? '' : machineIdToWire(target.machineId, dialect),
    name: target.name !== '' ? target.name : (machine?.name ?? ''),
    result,
    ...wordOf(target, machine, dialect),
    privateIpAddress: machine?.privateIp ?? '',
    publicIpAddress: machine?.publicIp ?? '',
    launchtime: machine === undefined ? 0 : Math.floor(machine.createdAtMs / 1000),
    message: result === 'fail' ? reasonOf(target) : '',
  };
}

/** The engine's verdict where there is one; before it, what the table says. */
function resultOf(target: ReturnTarget, machine: Machine | undefined): MachineResult {
  if (target.state === 'done') return 'succeed';
  if (target.state === 'failed') return 'fail';
  return machine === undefined ? 'executing' : MACHINE_TABLE[tableStateOf(machine)].return;
}

/** A failed entry is told without a state: its machine lives on, and the answer must not change with it. */
function wordOf(target: ReturnTarget, machine: Machine | undefined, dialect: Dialect): { readonly status?: string } {
  if (target.state === 'done') return { status: 'terminated' };
  if (target.state === 'failed' || machine === undefined) return dialect === 'lsf' ? { status: 'unknown' } : {};
  return statusWord(machine, dialect);
}

function reasonOf(target: ReturnTarget): string {
  return target.message !== '' ? target.message : 'no reason is known';
}
