import type { RecordedCall } from './calls.ts';
import { isObject, objectsOf, textOf } from './json.ts';

/** What one status answer said of one machine. */
interface ToldMachine {
  readonly machineId: string;
  readonly name: string;
  readonly result: string;
}

/** What one status answer said of one request. */
export interface ToldStatus {
  readonly status: string;
  readonly message: string;
  readonly machines: readonly ToldMachine[];
  /** When the answer was there. */
  readonly atMs: number | undefined;
}

/** A request whose id Host Factory was given. */
export interface AcknowledgedRequest {
  readonly requestId: string;
  readonly kind: 'acquire' | 'return';
  readonly callId: string | undefined;
  readonly templateId: string | undefined;
  /** Units asked for. */
  readonly asked: number;
  /** Ids and host names that a return named. */
  readonly returned: ReadonlySet<string>;
  /** Everything that was said of it later, oldest first. */
  readonly told: readonly ToldStatus[];
  /** Status calls that asked for it and whose answer left it out. */
  readonly leftOut: number;
}

/** A machine that the answers of getReturnRequests wanted drained. */
export interface WantedBack {
  readonly machineId: string | undefined;
  readonly name: string;
  readonly gracePeriodSeconds: number;
  readonly atMs: number | undefined;
}

/** Everything that Host Factory knows from the answers it got. */
export interface Record {
  readonly calls: readonly RecordedCall[];
  readonly requests: ReadonlyMap<string, AcknowledgedRequest>;
  readonly wantedBack: readonly WantedBack[];
  /** Largest number of machines of a template that was announced; templates without limit are missing. */
  readonly maximums: ReadonlyMap<string, number>;
}

/** Puts the recorded calls together. */
export function readRecord(calls: readonly RecordedCall[]): Record {
  return {
    calls,
    requests: new Map(calls.flatMap((call) => acknowledgement(call, calls)).map((request) => [request.requestId, request])),
    wantedBack: calls.filter((call) => call.call === 'getReturnRequests').flatMap(wantedBackBy),
    maximums: maximumsOf(calls),
  };
}

/** What was said of it last; undefined when nobody asked. */
export function lastTold(request: AcknowledgedRequest): ToldStatus | undefined {
  return request.told.at(-1);
}

/** Host Factory stops asking after such an answer. */
export function isTerminal(told: ToldStatus | undefined): boolean {
  return told !== undefined && told.status.startsWith('complete');
}

const KINDS: Readonly<{ [call: string]: AcknowledgedRequest['kind'] }> = { requestMachines: 'acquire', requestReturnMachines: 'return' };

function acknowledgement(call: RecordedCall, calls: readonly RecordedCall[]): readonly AcknowledgedRequest[] {
  const kind = KINDS[call.call];
  const requestId = isObject(call.answer) ? textOf(call.answer['requestId']) : undefined;
  if (kind === undefined || requestId === undefined || call.exitCode !== 0) return [];
  const input = isObject(call.input) ? call.input : {};
  const template = isObject(input['template']) ? input['template'] : {};
  return [
    {
      requestId,
      kind,
      callId: call.callId,
      templateId: textOf(template['templateId']),
      asked: Number(template['machineCount'] ?? 0),
      returned: namesIn(input['machines']),
      ...toldOf(requestId, calls),
    },
  ];
}

function namesIn(machines: unknown): ReadonlySet<string> {
  const texts = Array.isArray(machines) ? machines.filter((entry) => typeof entry === 'string') : [];
  const named = objectsOf(machines).flatMap((machine) => textOf(machine['machineId']) ?? textOf(machine['name']) ?? []);
  return new Set([...texts, ...named]);
}

function toldOf(requestId: string, calls: readonly RecordedCall[]): Pick<AcknowledgedRequest, 'told' | 'leftOut'> {
  const told: ToldStatus[] = [];
  let leftOut = 0;
  for (const call of calls) {
    if (call.call !== 'getRequestStatus' || call.exitCode !== 0 || !asksFor(call.input, requestId)) continue;
    const documents = isObject(call.answer) ? objectsOf(call.answer['requests']) : [];
    const found = documents.filter((document) => document['requestId'] === requestId);
    if (found.length === 0) leftOut += 1;
    told.push(...found.map((document) => toStatus(document, call.endedAtMs)));
  }
  return { told, leftOut };
}

function asksFor(input: unknown, requestId: string): boolean {
  return isObject(input) && objectsOf(input['requests']).some((request) => request['requestId'] === requestId);
}

function toStatus(document: Readonly<{ [key: string]: unknown }>, atMs: number | undefined): ToldStatus {
  return {
    status: String(document['status']),
    message: textOf(document['message']) ?? '',
    atMs,
    machines: objectsOf(document['machines']).map((machine) => ({
      machineId: textOf(machine['machineId']) ?? '',
      name: textOf(machine['name']) ?? '',
      result: textOf(machine['result']) ?? '',
    })),
  };
}

function wantedBackBy(call: RecordedCall): readonly WantedBack[] {
  if (!isObject(call.answer)) return [];
  return objectsOf(call.answer['requests']).map((entry) => ({
    machineId: textOf(entry['machineId']),
    name: textOf(entry['machine']) ?? '',
    gracePeriodSeconds: Number(entry['gracePeriod'] ?? 0),
    atMs: call.endedAtMs,
  }));
}

function maximumsOf(calls: readonly RecordedCall[]): ReadonlyMap<string, number> {
  const maximums = new Map<string, number>();
  for (const call of calls) {
    if (call.call !== 'getAvailableTemplates' || !isObject(call.answer)) continue;
    for (const template of objectsOf(call.answer['templates'])) {
      const [id, maximum] = [String(template['templateId']), Number(template['maxNumber'])];
      if (maximum >= 0) maximums.set(id, Math.max(maximum, maximums.get(id) ?? 0));
    }
  }
  return maximums;
}
