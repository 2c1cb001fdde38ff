import { endOf, type CloudMachine } from '../cloud.ts';
import type { AcknowledgedRequest } from '../record.ts';
import { ourMachines, REQUEST_TAG, type Case, type Violation } from './rule.ts';

/** At no time more machines live for a request than it asked for, except surplus that is given back in time; and no more are handed over. */
export function doubled(trial: Case): readonly Violation[] {
  const machines = Map.groupBy(ourMachines(trial), (machine) => machine.tags.get(REQUEST_TAG) ?? '');
  return [...trial.record.requests.values()]
    .filter((request) => request.kind === 'acquire')
    .flatMap((request) => [...tooManyAlive(request, machines.get(request.requestId) ?? [], trial), ...tooManyTold(request, trial)]);
}

/** At no time more machines of a template live than its announced maximum. */
export function overMaximum(trial: Case): readonly Violation[] {
  const ours = ourMachines(trial);
  return [...trial.record.maximums].flatMap(([templateId, maximum]) => {
    const machines = ours.filter((machine) => trial.record.requests.get(machine.tags.get(REQUEST_TAG) ?? '')?.templateId === templateId);
    const excess = longestExcess(machines, maximum);
    if (excess === undefined || excess.lastedMs <= trial.surplusGraceMs) return [];
    return [
      { rule: 'over-maximum', subject: templateId, message: `${excess.units} of ${templateId} lived at once; its maximum is ${maximum}` },
    ];
  });
}

function tooManyAlive(request: AcknowledgedRequest, machines: readonly CloudMachine[], trial: Case): readonly Violation[] {
  const excess = longestExcess(machines, request.asked);
  if (excess === undefined || excess.lastedMs <= trial.surplusGraceMs) return [];
  const lasted = Number.isFinite(excess.lastedMs) ? `for ${excess.lastedMs} ms` : 'until now';
  const message = `${excess.units} machines lived at once ${lasted}; ${request.asked} were asked for`;
  return [{ rule: 'doubled', subject: request.requestId, message: `${request.requestId}: ${message}` }];
}

function tooManyTold(request: AcknowledgedRequest, { cloud }: Case): readonly Violation[] {
  const units = new Map(cloud.machines.map((machine) => [machine.id, machine.units]));
  // One that succeeded and died before the request ended may be replaced: only those of one answer count together.
  const most = Math.max(
    0,
    ...request.told.map((status) =>
      status.machines
        .filter((machine) => machine.result === 'succeed')
        .reduce((total, machine) => total + (units.get(machine.machineId) ?? 1), 0),
    ),
  );
  if (most <= request.asked) return [];
  return [
    { rule: 'doubled', subject: request.requestId, message: `${request.requestId} handed over ${most}; ${request.asked} were asked for` },
  ];
}

interface Excess {
  /** Most units at once. */
  readonly units: number;
  /** Longest time without a break that there were too many; infinite when it has not ended. */
  readonly lastedMs: number;
}

/** The longest time during which more than `limit` units lived. */
function longestExcess(machines: readonly CloudMachine[], limit: number): Excess | undefined {
  const changes = machines
    .flatMap((machine) => {
      const end = endOf(machine);
      const start = { atMs: machine.createdAtMs, units: machine.units };
      return end === undefined ? [start] : [start, { atMs: end, units: -machine.units }];
    })
    .toSorted((a, b) => a.atMs - b.atMs || a.units - b.units);
  let alive = 0;
  let most = 0;
  let since: number | undefined;
  let lastedMs = 0;
  for (const { atMs, units } of changes) {
    alive += units;
    most = Math.max(most, alive);
    if (alive > limit) since ??= atMs;
    else if (since !== undefined) {
      lastedMs = Math.max(lastedMs, atMs - since);
      since = undefined;
    }
  }
  if (since !== undefined) lastedMs = Number.POSITIVE_INFINITY;
  return most > limit ? { units: most, lastedMs } : undefined;
}
