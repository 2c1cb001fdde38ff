import type { AcquireRequest, Machine, SurplusReason } from '@hostwright/core';
import type { Dialect } from '../dialect.js';
import type { MachineDocument, MachineResult, RequestDocument } from './documents.js';
import { machineIdToWire } from './machine-id.js';
import { MACHINE_TABLE, STATUS_WORDS, tableStateOf } from './machine-table.js';
import { describeReasons } from './reasons.js';

/** A machine with what became of it in this request. */
interface Judged {
  readonly machine: Machine;
  readonly result: MachineResult;
}

/** LSF's account of a request; the tag that requestMachines puts on its machines. */
export const RC_ACCOUNT_TAG = 'RC_ACCOUNT';

/**
 * Renders an acquire request for getRequestStatus.
 *
 * `running` until the engine has ended the request, whatever its machines do: until then more may come. Once it has ended, the answer
 * follows from what its end froze (outcome, reasons, which machines were delivered, and whether they were lost before the end), so that
 * asking again, even after the machines were returned, answers the same.
 * Surplus machines are the engine's own affair and never told: Host Factory would take them for its own.
 */
export function renderCreateRequest(request: AcquireRequest, machines: readonly Machine[], dialect: Dialect): RequestDocument {
  const judged = machines.filter(concernsCaller).map((machine) => ({ machine, result: judge(machine, request) }));
  const told = wasFulfilled(request, judged) ? judged.filter((entry) => entry.result === 'succeed') : judged;
  return {
    requestId: request.requestId,
    status: statusOf(request, told),
    message: messageOf(request),
    machines: told.map((entry) => renderMachine(entry, request, dialect)),
  };
}

/** Machines of these kinds came beside the ones that count; the engine gives them back by itself. */
const UNTOLD: ReadonlySet<SurplusReason> = new Set(['over-delivered', 'superseded', 'refilled']);

function concernsCaller(machine: Machine): boolean {
  return !machine.orphan && (machine.surplus === undefined || !UNTOLD.has(machine.surplus));
}

function judge(machine: Machine, request: AcquireRequest): MachineResult {
  if (request.state !== 'ended' || request.endedAtMs === undefined) return MACHINE_TABLE[tableStateOf(machine)].create;
  if (machine.deliveredAtMs === undefined || machine.surplus !== undefined) return 'fail';
  const lostBeforeEnd = machine.goneAtMs !== undefined && machine.goneAtMs <= request.endedAtMs;
  return lostBeforeEnd && !wasGivenBack(machine) ? 'fail' : 'succeed';
}

/** A machine that Host Factory itself gave back before the request ended had succeeded. Nothing orders the end of one that is gone. */
function wasGivenBack(machine: Machine): boolean {
  return machine.terminateOrderedAtMs !== undefined;
}

/**
 * Whether everything that was asked for was delivered. Machines that failed on the way and were replaced are left out then: an answer
 * that lists a failure is `complete_with_error`, after which Host Factory may drop the good ones as well.
 */
function wasFulfilled(request: AcquireRequest, judged: readonly Judged[]): boolean {
  if (request.state !== 'ended' || request.outcome !== 'fulfilled') return false;
  const delivered = judged.filter((entry) => entry.result === 'succeed');
  return delivered.reduce((sum, entry) => sum + entry.machine.units, 0) >= request.wantedUnits;
}

function statusOf(request: AcquireRequest, told: readonly Judged[]): RequestDocument['status'] {
  if (request.state !== 'ended') return 'running';
  const good = request.outcome === 'fulfilled' && told.every((entry) => entry.result === 'succeed');
  return good ? 'complete' : 'complete_with_error';
}

function messageOf(request: AcquireRequest): string {
  if (request.state === 'cancelling') return `The request is being cancelled${whyCancelled(request)}.`;
  if (request.state !== 'ended' || request.outcome === 'fulfilled') return '';
  const missing = request.reasons.reduce((sum, reason) => sum + reason.units, 0);
  const summary = `${request.outcome ?? 'failed'}: ${request.wantedUnits - missing} of ${request.wantedUnits} delivered`;
  return request.reasons.length === 0 ? `Request ${summary}.` : `Request ${summary}; ${describeReasons(request.reasons)}.`;
}

/** The engine notes the reason beforehand when it cancels by itself. */
function whyCancelled({ reasons: [first] }: AcquireRequest): string {
  return first === undefined ? '' : `: ${first.message}`;
}

function renderMachine({ machine, result }: Judged, request: AcquireRequest, dialect: Dialect): MachineDocument {
  const ended = request.state === 'ended';
  return {
    machineId: machineIdToWire(machine.machineId, dialect),
    name: machine.name,
    result,
    ...(ended ? { status: FINAL_STATUS[result] } : statusWord(machine, dialect)),
    privateIpAddress: machine.privateIp ?? '',
    publicIpAddress: machine.publicIp ?? '',
    launchtime: Math.floor(machine.createdAtMs / 1000),
    message: result === 'fail' ? failureOf(machine) : '',
    ...EXTRAS[dialect](machine, request),
  };
}

/** What a machine did when its request ended; what it does later is another request's matter. */
const FINAL_STATUS: Readonly<{ [Result in MachineResult]: string }> = {
  succeed: 'running',
  executing: 'running',
  fail: 'terminated',
};

/** The dialect's word for the machine's state, as a key to spread; none where the dialect has no word. */
export function statusWord(machine: Machine, dialect: Dialect): { readonly status?: string } {
  const words: { readonly [state: string]: string } = STATUS_WORDS[dialect];
  const word = words[machine.goneAtMs === undefined ? machine.status.unified : 'terminated'];
  return word === undefined ? {} : { status: word };
}

const SURPLUS_TEXT: Readonly<{ [Reason in SurplusReason]: string }> = {
  'boot-timeout': 'it was not usable in time and is given back',
  cancelled: 'the request was cancelled',
  'over-delivered': 'it was not asked for',
  superseded: 'it came too late',
  refilled: 'it was not asked for',
};

function failureOf(machine: Machine): string {
  if (machine.surplus !== undefined) return SURPLUS_TEXT[machine.surplus];
  if (machine.endReason !== undefined && machine.endReason !== '') return machine.endReason;
  if (machine.reclaim !== undefined) return `the cloud takes it back (${machine.reclaim.reason})`;
  return machine.status.unified === 'stopped' ? 'it stopped' : 'it ended before it was usable';
}

type Extras = (machine: Machine, request: AcquireRequest) => Partial<MachineDocument>;

/** Keys that only one dialect has. They come from what the request froze, not from tags that someone may change later. */
const EXTRAS: Readonly<{ [Key in Dialect]: Extras }> = {
  symphony: (machine, request) => ({
    priceType: machine.market === 'spot' ? 'spot' : 'ondemand',
    instanceType: machine.machineType,
    instanceTags: [...request.template.tags, ...request.tags].map((tag) => `${tag.key}=${tag.value}`).join(';'),
    cloudHostId: null,
  }),
  lsf: (machine, request) => {
    const rcAccount = request.tags.find((tag) => tag.key === RC_ACCOUNT_TAG)?.value;
    return {
      ...(rcAccount !== undefined && { rcAccount }),
      lifeCycleType: machine.market === 'spot' ? 'Spot' : 'OnDemand',
      ...numericAttribute(request, 'ncores'),
      ...numericAttribute(request, 'nthreads'),
    };
  },
};

function numericAttribute(request: AcquireRequest, name: 'ncores' | 'nthreads'): Partial<MachineDocument> {
  const value = request.template.attributes.find((attribute) => attribute.name === name)?.value;
  return value !== undefined && /^\d{1,9}$/.test(value) ? { [name]: Number(value) } : {};
}
