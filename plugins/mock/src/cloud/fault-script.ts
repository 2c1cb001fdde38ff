import { createHash } from 'node:crypto';
import type { ActionName } from './actions.js';
import { DEFAULT_ACTIONS, timesOf, type Fault } from './fault.js';
import { drawNumber } from './random.js';
import type { Sql } from './sql.js';
import { readMeta, type Caller } from './turn.js';

/** What of a call a fault may ask for. */
export interface CallFacts {
  readonly action: ActionName;
  readonly zone: string | undefined;
  readonly machineType: string | undefined;
  readonly market: string | undefined;
  readonly machineIds: readonly string[];
}

/** Reads from a call's input what faults may ask for. */
export function factsOf(action: ActionName, input: object): CallFacts {
  const fields = input as { zone?: string; machineType?: string; market?: string; machineIds?: readonly string[] };
  return { action, zone: fields.zone, machineType: fields.machineType, market: fields.market, machineIds: fields.machineIds ?? [] };
}

interface FaultRow {
  readonly id: string;
  readonly fault: string;
  readonly account: string | null;
  readonly region: string | null;
  readonly added_at_ms: number;
  readonly matched: number;
  readonly fired: number;
}

/** Ids of control's faults begin so. Every other id belongs to a script in the settings of a connection. */
export const CONTROL_PREFIX = 'fault-';

/** The ids under which the script of a caller's settings counts: the same in every process, others once the script changes. */
function scriptIds(caller: Caller, script: readonly Fault[]): readonly string[] {
  if (script.length === 0) return [];
  const text = JSON.stringify([caller.account, caller.region, script]);
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return script.map((_, index) => `script-${hash}-${index}`);
}

/** Adds a script's faults to the file unless they are there already. */
export function installScript(sql: Sql, nowMs: number, caller: Caller, script: readonly Fault[]): readonly string[] {
  const ids = scriptIds(caller, script);
  for (const [index, id] of ids.entries()) {
    sql.run('INSERT OR IGNORE INTO faults VALUES (:id, :fault, :account, :region, :nowMs, 0, 0)', {
      id,
      fault: JSON.stringify(script[index]),
      account: caller.account,
      region: caller.region,
      nowMs,
    });
  }
  return ids;
}

/** Counts the call against every fault that looks for one like it, and answers those that hit it. */
export function matchFaults(sql: Sql, nowMs: number, caller: Caller, scripted: readonly string[], facts: CallFacts): readonly Fault[] {
  const rows = sql.all<FaultRow>('SELECT * FROM faults ORDER BY added_at_ms, id');
  return rows.flatMap((row) => {
    if (!row.id.startsWith(CONTROL_PREFIX) && !scripted.includes(row.id)) return [];
    const fault = JSON.parse(row.fault) as Fault;
    if (!matches(row, fault, nowMs, caller, facts)) return [];
    const matched = row.matched + 1;
    const hit = hits(sql, row.id, fault, matched);
    sql.run('UPDATE faults SET matched = :matched, fired = :fired WHERE id = :id', {
      id: row.id,
      matched,
      fired: row.fired + (hit ? 1 : 0),
    });
    return hit ? [fault] : [];
  });
}

function matches(row: FaultRow, fault: Fault, nowMs: number, caller: Caller, facts: CallFacts): boolean {
  if (row.account !== null && row.account !== caller.account) return false;
  if (row.region !== null && row.region !== caller.region) return false;
  return matchesAction(fault, facts) && matchesTime(row, fault, nowMs) && matchesInput(fault, facts);
}

function matchesAction(fault: Fault, facts: CallFacts): boolean {
  const on = 'on' in fault ? fault.on : undefined;
  if (on === '*') return true;
  return on === undefined ? DEFAULT_ACTIONS[fault.kind].includes(facts.action) : on === facts.action;
}

function matchesTime(row: FaultRow, fault: Fault, nowMs: number): boolean {
  const startMs = row.added_at_ms + (fault.when?.afterMs ?? 0);
  const endMs = startMs + (fault.when?.forMs ?? Number.POSITIVE_INFINITY);
  return nowMs >= startMs && nowMs < endMs;
}

function matchesInput(fault: Fault, facts: CallFacts): boolean {
  const { zone, machineType, market } = fault.when ?? {};
  if (zone !== undefined && zone !== facts.zone) return false;
  if (machineType !== undefined && machineType !== facts.machineType) return false;
  if (market !== undefined && market !== facts.market) return false;
  const onlyMachine = fault.kind === 'poison' || fault.kind === 'ignore-terminate' ? fault.machineId : undefined;
  return onlyMachine === undefined || facts.machineIds.includes(onlyMachine);
}

function hits(sql: Sql, id: string, fault: Fault, matched: number): boolean {
  const from = fault.when?.nth ?? 1;
  if (matched < from || matched >= from + timesOf(fault)) return false;
  const probability = fault.when?.probability ?? 1;
  return probability === 1 || drawNumber(readMeta(sql, 'seed') ?? 0, `fault/${id}`, matched) < probability;
}
