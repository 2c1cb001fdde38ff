import { isAlive, type CloudMachine } from '../cloud.ts';
import { isTerminal, lastTold, type AcknowledgedRequest } from '../record.ts';
import { isOurs, ourMachines, REQUEST_TAG, type Case, type Violation } from './rule.ts';

const KNOWN_RESULTS: ReadonlySet<string> = new Set(['succeed', 'executing']);

/** Every machine that is alive is known to Host Factory, which will give it back one day, or is being returned. */
export function leaked(trial: Case): readonly Violation[] {
  const machines = ourMachines(trial)
    .filter(isAlive)
    .flatMap((machine) => {
      const why = leakOf(machine, trial);
      return why === undefined ? [] : [{ rule: 'leaked', subject: machine.id, message: `${machine.id} is ${machine.state}: ${why}` }];
    });
  return [...machines, ...leakedCompanions(trial)];
}

function leakOf(machine: CloudMachine, { record, settled }: Case): string | undefined {
  const requests = [...record.requests.values()];
  if (requests.some((request) => returns(request, machine))) return settled ? 'it was returned and lives on' : undefined;
  const request = record.requests.get(machine.tags.get(REQUEST_TAG) ?? '');
  if (request === undefined) return settled ? 'Host Factory knows nothing of its request' : undefined;
  const told = lastTold(request)?.machines.find((entry) => entry.machineId === machine.id);
  if (told !== undefined && KNOWN_RESULTS.has(told.result)) return undefined;
  if (!settled && !isTerminal(lastTold(request))) return undefined;
  return told === undefined ? `${request.requestId} never told of it` : `${request.requestId} called it "${told.result}"`;
}

function returns(request: AcknowledgedRequest, machine: CloudMachine): boolean {
  return request.kind === 'return' && (request.returned.has(machine.id) || request.returned.has(machine.name));
}

/** Groups and disks cost money like machines, and nobody lists them for Host Factory. */
function leakedCompanions(trial: Case): readonly Violation[] {
  if (!trial.settled) return [];
  const living = new Set(trial.cloud.machines.filter((machine) => machine.state !== 'terminated').map((machine) => machine.id));
  const requests = new Set(
    ourMachines(trial)
      .filter(isAlive)
      .map((machine) => machine.tags.get(REQUEST_TAG)),
  );
  return trial.cloud.companions
    .filter((companion) => isOurs(companion, trial))
    .filter(({ kind, machineId, tags }) => (kind === 'volume' ? !living.has(machineId ?? '') : !requests.has(tags.get(REQUEST_TAG))))
    .map(({ id, kind }) => ({ rule: 'leaked-companion', subject: id, message: `${kind} ${id} serves no machine that lives` }));
}
