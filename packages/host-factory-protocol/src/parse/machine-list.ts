import type { MachineName } from '@hostwright/core';
import { isJsonObject, oneOrMore, optionalText, wrongType } from './values.js';

/** Machines that a caller named. */
export interface MachineList {
  /** In the caller's order, each once. */
  readonly machines: readonly MachineName[];
  /** Paths of entries with neither name nor id: nothing can be done about them, and they do not fail the others. */
  readonly unusable: readonly string[];
}

/**
 * Reads `machines`: an object, a list of objects, or of host names as plain text. Entries may lack `machineId` or `name`, not both.
 *
 * @throws {ProtocolError} `wrong-type` for an entry that is neither object nor text
 */
export function parseMachineList(value: unknown, path: string): MachineList {
  const machines = new Map<string, MachineName>();
  const unusable: string[] = [];
  for (const { entry, path: entryPath } of oneOrMore(value, path)) {
    const machine = parseMachine(entry, entryPath);
    if (machine === undefined) unusable.push(entryPath);
    else machines.set(JSON.stringify([machine.machineId, machine.name]), machine);
  }
  return { machines: [...machines.values()], unusable };
}

function parseMachine(entry: unknown, path: string): MachineName | undefined {
  if (typeof entry === 'string') return entry === '' ? undefined : { name: entry };
  if (!isJsonObject(entry)) throw wrongType(entry, path, 'a machine is needed: an object with machineId or name, or its name');
  const machineId = optionalText(entry, 'machineId', path);
  const name = optionalText(entry, 'name', path);
  if (machineId === undefined && name === undefined) return undefined;
  return { ...(machineId !== undefined && { machineId }), ...(name !== undefined && { name }) };
}
