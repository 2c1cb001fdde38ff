import { isAlive, type CloudMachine } from '../cloud.ts';
import type { ToldStatus, WantedBack } from '../record.ts';
import type { Case, Violation } from './rule.ts';

/** Clocks of two processes on one host, and whole seconds on the wire. */
const TOLERANCE_MS = 2_000;

/** Nobody is told that a machine is gone while the cloud still has it. */
export function goneWhileAlive({ cloud, record }: Case): readonly Violation[] {
  const machines = new Map(cloud.machines.map((machine) => [machine.id, machine]));
  return [...record.requests.values()]
    .filter((request) => request.kind === 'return')
    .flatMap((request) => request.told.flatMap((told) => goneIn(told, machines)));
}

function goneIn(told: ToldStatus, machines: ReadonlyMap<string, CloudMachine>): readonly Violation[] {
  return told.machines
    .filter((entry) => entry.result === 'succeed')
    .flatMap((entry) => {
      const machine = machines.get(entry.machineId);
      if (machine === undefined || hadEnded(machine, told.atMs)) return [];
      return [{ rule: 'gone-while-alive', subject: machine.id, message: `${machine.id} was told to be returned and was ${machine.state}` }];
    });
}

/** Whether it had ended by then; without a time: by now. */
function hadEnded(machine: CloudMachine, atMs: number | undefined): boolean {
  if (atMs === undefined) return machine.state === 'terminated';
  return machine.endedAtMs !== undefined && machine.endedAtMs <= atMs;
}

/** Only machines that the cloud takes back, or that ended, are to be drained, with the grace that is really left. */
export function drainedWithoutReason({ cloud, record }: Case): readonly Violation[] {
  return record.wantedBack.flatMap((entry) => {
    const machine = cloud.machines.find(({ id, name }) => id === entry.machineId || (entry.machineId === undefined && name === entry.name));
    const why = machine === undefined ? undefined : drainProblem(machine, entry);
    return why === undefined ? [] : [{ rule: 'drained-without-reason', subject: machine?.id ?? entry.name, message: why }];
  });
}

function drainProblem(machine: CloudMachine, { atMs, gracePeriodSeconds }: WantedBack): string | undefined {
  if (atMs === undefined) {
    const reason = !isAlive(machine) || machine.reclaimNoticedAtMs !== undefined;
    return reason ? undefined : `${machine.id} was to be drained and lives undisturbed`;
  }
  const noticed = machine.reclaimNoticedAtMs !== undefined && machine.reclaimNoticedAtMs <= atMs;
  const ending = [machine.endedAtMs, machine.terminateOrderedAtMs].some((time) => time !== undefined && time <= atMs);
  if (!noticed && !ending) return `${machine.id} was to be drained and lived undisturbed`;
  if (ending || machine.reclaimDeadlineAtMs === undefined) return undefined;
  const leftMs = machine.reclaimDeadlineAtMs - atMs;
  if (Math.abs(leftMs - gracePeriodSeconds * 1000) <= TOLERANCE_MS) return undefined;
  return `${machine.id} has ${leftMs} ms left, but ${gracePeriodSeconds} s were told`;
}
