import { isOurs, type Case, type Violation } from './rule.ts';

/** Nobody touches machines that are not ours. */
export function foreignTouched(trial: Case): readonly Violation[] {
  return trial.cloud.machines
    .filter((machine) => !isOurs(machine, trial) && machine.terminateOrderedAtMs !== undefined)
    .map(({ id }) => ({ rule: 'foreign-touched', subject: id, message: `${id} belongs to somebody else, and its end was ordered` }));
}
