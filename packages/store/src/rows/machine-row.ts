import type { Machine, MachineState, Market, Reclaim, SurplusReason } from '@hostwright/core/ports';
import type { MachineRow } from '../schema.js';
import { parseRecord } from './record.js';

/**
 * What has no column, under short keys and without what follows from other fields: a deployment keeps many machines.
 * Keys are part of the schema: they keep their meaning for ever.
 */
interface ShortMachine {
  readonly g: number;
  readonly k: string;
  readonly s: MachineState;
  /** Left out when it is the same word as `s`. */
  readonly r?: string;
  readonly h: string;
  /** Left out when it is the same as `h`, null for none. */
  readonly z?: string | null;
  readonly t: string;
  /** Left out for on-demand. */
  readonly m?: Market;
  readonly i?: string;
  readonly p?: string;
  /** Key and value in turn; left out for none. */
  readonly a?: readonly string[];
  readonly G?: string;
  readonly c: number;
  readonly f: number;
  readonly d?: number;
  readonly M?: number;
  readonly A?: 1;
  readonly S?: SurplusReason;
  readonly R?: string;
  readonly o?: number;
  readonly F?: string;
  readonly n?: Reclaim;
  readonly e?: string;
  readonly v: number;
}

export function toMachineRow(machine: Machine): MachineRow {
  return {
    connection: machine.connection,
    machine_id: machine.machineId,
    request_id: machine.requestId,
    intent_id: machine.intentId,
    template_id: machine.templateId,
    name: machine.name,
    gone_at_ms: machine.goneAtMs ?? null,
    orphan: machine.orphan ? 1 : 0,
    unwanted: machine.surplus !== undefined || machine.returnRequestId !== undefined ? 1 : 0,
    units: machine.units,
    held_units: holdsItsPlace(machine) ? machine.units : 0,
    record: JSON.stringify(toShort(machine)),
  };
}

/** A machine fills its place in its request while it lives, and for ever once it was delivered or returned: it is not replaced then. */
function holdsItsPlace(machine: Machine): boolean {
  if (machine.orphan || machine.surplus !== undefined) return false;
  return machine.goneAtMs === undefined || machine.deliveredAtMs !== undefined || machine.returnRequestId !== undefined;
}

function toShort(machine: Machine): { readonly [Key in keyof ShortMachine]: ShortMachine[Key] | undefined } {
  const { unified, raw } = machine.status;
  return {
    g: machine.generation,
    k: machine.kind,
    s: unified,
    r: raw === unified ? undefined : raw,
    h: machine.shard,
    z: machine.zone === machine.shard ? undefined : (machine.zone ?? null),
    t: machine.machineType,
    m: machine.market === 'on-demand' ? undefined : machine.market,
    i: machine.privateIp,
    p: machine.publicIp,
    a: machine.tags.length === 0 ? undefined : machine.tags.flatMap(({ key, value }) => [key, value]),
    G: machine.groupRef,
    c: machine.createdAtMs,
    f: machine.firstSeenAtMs,
    d: machine.deliveredAtMs,
    M: machine.missedSweeps === 0 ? undefined : machine.missedSweeps,
    A: machine.inspectedAbsent ? 1 : undefined,
    S: machine.surplus,
    R: machine.returnRequestId,
    o: machine.terminateOrderedAtMs,
    F: machine.terminateFailure,
    n: machine.reclaim,
    e: machine.endReason,
    v: machine.version,
  };
}

export function fromMachineRow(row: MachineRow): Machine {
  const short = parseRecord(row.record) as ShortMachine;
  return {
    machineId: row.machine_id,
    connection: row.connection,
    requestId: row.request_id,
    intentId: row.intent_id,
    generation: short.g,
    templateId: row.template_id,
    kind: short.k,
    name: row.name,
    status: { unified: short.s, raw: short.r ?? short.s },
    shard: short.h,
    zone: short.z === undefined ? short.h : (short.z ?? undefined),
    machineType: short.t,
    market: short.m ?? 'on-demand',
    units: row.units,
    privateIp: short.i,
    publicIp: short.p,
    tags: toTags(short.a ?? []),
    groupRef: short.G,
    createdAtMs: short.c,
    firstSeenAtMs: short.f,
    deliveredAtMs: short.d,
    missedSweeps: short.M ?? 0,
    inspectedAbsent: short.A === 1,
    surplus: short.S,
    returnRequestId: short.R,
    terminateOrderedAtMs: short.o,
    terminateFailure: short.F,
    reclaim: short.n,
    goneAtMs: row.gone_at_ms ?? undefined,
    endReason: short.e,
    orphan: row.orphan === 1,
    version: short.v,
  };
}

function toTags(flat: readonly string[]): Machine['tags'] {
  const tags: { key: string; value: string }[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) tags.push({ key: flat[index] ?? '', value: flat[index + 1] ?? '' });
  return tags;
}
