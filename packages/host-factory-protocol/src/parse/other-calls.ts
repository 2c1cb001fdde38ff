import { ProtocolError } from '../protocol-error.js';
import { parseJsonText } from './json-text.js';
import { type MachineList, parseMachineList } from './machine-list.js';
import { field, isJsonObject, objectAt, oneOrMore, optionalText, wrongType } from './values.js';

/**
 * Reads the input of getAvailableTemplates and getAvailableMachines, in which nothing is asked.
 *
 * @throws {ProtocolError} when it is not an object
 */
export function parseNoInput(text: string): void {
  objectAt(parseJsonText(text), '$');
}

/**
 * Reads the input of requestReturnMachines. An empty list is an input: nothing is given back.
 *
 * @throws {ProtocolError} when `machines` is missing or holds anything but machines
 */
export function parseRequestReturnMachines(text: string): MachineList {
  const machines = field(objectAt(parseJsonText(text), '$'), 'machines');
  if (machines !== undefined) return parseMachineList(machines, '$.machines');
  throw new ProtocolError('missing', '$.machines', 'it is missing. List the machines to give back, by machineId or name.');
}

/** Input of getReturnRequests. */
export interface GetReturnRequestsInput {
  /** Whom to report on; undefined for every machine we know. Empty when a list was given of which no entry can be used: nobody. */
  readonly machines: MachineList['machines'] | undefined;
}

/**
 * Reads the input of getReturnRequests. No list, or an empty one, asks about every machine.
 *
 * @throws {ProtocolError} when `machines` holds anything but machines
 */
export function parseGetReturnRequests(text: string): GetReturnRequestsInput {
  const machines = field(objectAt(parseJsonText(text), '$'), 'machines');
  if (machines === undefined || (Array.isArray(machines) && machines.length === 0)) return { machines: undefined };
  return { machines: parseMachineList(machines, '$.machines').machines };
}

/**
 * Reads the input of getRequestStatus: an object, a list of objects, or of ids as plain text.
 *
 * @returns the ids in the caller's order, repeated where the caller repeats them
 * @throws {ProtocolError} when `requests` is missing, or an entry has no id
 */
export function parseGetRequestStatus(text: string): readonly string[] {
  const requests = field(objectAt(parseJsonText(text), '$'), 'requests');
  if (requests === undefined) {
    throw new ProtocolError('missing', '$.requests', 'it is missing. List the requests to report on, by requestId.');
  }
  return oneOrMore(requests, '$.requests').map(({ entry, path }) => parseRequestId(entry, path));
}

function parseRequestId(entry: unknown, path: string): string {
  if (typeof entry === 'string' && entry !== '') return entry;
  if (typeof entry !== 'string' && !isJsonObject(entry)) {
    throw wrongType(entry, path, 'a request is needed: an object with requestId, or its id');
  }
  const requestId = typeof entry === 'string' ? undefined : optionalText(entry, 'requestId', path);
  if (requestId !== undefined) return requestId;
  throw new ProtocolError('missing', `${path}.requestId`, 'it is missing or empty. Give the id that requestMachines answered.');
}
