import type { MachineState } from '@hostwright/core/provider';

/**
 * EC2's words for the states of an instance in the contract's.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html
 */
const MACHINE_STATES: ReadonlyMap<string, MachineState> = new Map([
  ['pending', 'pending'],
  ['running', 'running'],
  ['stopping', 'stopping'],
  ['stopped', 'stopped'],
  ['shutting-down', 'terminating'],
  ['terminated', 'terminated'],
]);

/** The contract's word for a state of EC2's; `unknown` for one that is not in the table. */
export function machineState(raw: string): MachineState {
  return MACHINE_STATES.get(raw) ?? 'unknown';
}
