import type { Machine } from '@hostwright/core';
import { age, isoTime } from '../../cli/format.js';
import type { Column } from '../../cli/table.js';

/** A machine as it is printed: beside the provider of its connection. */
export interface MachineRow {
  readonly machine: Machine;
  readonly provider: string;
}

/** A machine as JSON. A fixed set of keys: what is not known is null. */
export function machineJson({ machine, provider }: MachineRow): object {
  return {
    machineId: machine.machineId,
    name: machine.name,
    status: machine.status.unified,
    rawStatus: machine.status.raw,
    templateId: machine.templateId,
    requestId: machine.requestId,
    returnRequestId: machine.returnRequestId ?? null,
    provider,
    connection: machine.connection,
    kind: machine.kind,
    machineType: machine.machineType,
    market: machine.market,
    zone: machine.zone ?? null,
    units: machine.units,
    privateIp: machine.privateIp ?? null,
    publicIp: machine.publicIp ?? null,
    createdAt: isoTime(machine.createdAtMs),
    deliveredAt: timeOrNull(machine.deliveredAtMs),
    reclaimAt: timeOrNull(machine.reclaim?.deadlineAtMs),
    goneAt: timeOrNull(machine.goneAtMs),
    endReason: machine.endReason ?? null,
    surplus: machine.surplus ?? null,
    orphan: machine.orphan,
  };
}

/** The columns of a table of machines. */
export function machineColumns(nowMs: number): readonly Column<MachineRow>[] {
  return [
    { title: 'machine', value: ({ machine }) => machine.machineId },
    { title: 'name', value: ({ machine }) => machine.name, fit: 'free' },
    { title: 'status', value: ({ machine }) => `${machine.status.unified}${noteOf(machine)}` },
    { title: 'template', value: ({ machine }) => machine.templateId },
    { title: 'connection', value: ({ machine }) => machine.connection, fit: 'optional' },
    { title: 'type', value: ({ machine }) => machine.machineType, fit: 'optional' },
    { title: 'address', value: ({ machine }) => machine.privateIp ?? '', fit: 'optional' },
    { title: 'age', value: ({ machine }) => age(machine.createdAtMs, nowMs) },
    { title: 'request', value: ({ machine }) => machine.requestId, fit: 'prefix' },
  ];
}

/** The lines of one machine for people. */
export function machineFields({ machine, provider }: MachineRow): readonly (readonly [string, string])[] {
  return [
    ['machine', machine.machineId],
    ['name', machine.name],
    ['status', `${machine.status.unified} (${machine.status.raw})${noteOf(machine)}`],
    ['template', machine.templateId],
    ['connection', `${machine.connection} (${provider})`],
    ['type', `${machine.machineType}, ${machine.market}`],
    ['zone', machine.zone ?? ''],
    ['private address', machine.privateIp ?? ''],
    ['public address', machine.publicIp ?? ''],
    ['request', machine.requestId],
    ['return request', machine.returnRequestId ?? ''],
    ['created', isoTime(machine.createdAtMs)],
    ['delivered', isoTime(machine.deliveredAtMs)],
    ['to be reclaimed', isoTime(machine.reclaim?.deadlineAtMs)],
    ['gone', isoTime(machine.goneAtMs)],
    ['why it ended', machine.endReason ?? ''],
  ];
}

function noteOf(machine: Machine): string {
  if (machine.orphan) return ', orphan';
  if (machine.surplus !== undefined) return `, ${machine.surplus}`;
  return machine.reclaim === undefined || machine.goneAtMs !== undefined ? '' : ', to be reclaimed';
}

function timeOrNull(timeMs: number | undefined): string | null {
  return timeMs === undefined ? null : isoTime(timeMs);
}
