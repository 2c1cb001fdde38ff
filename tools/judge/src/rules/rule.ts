import type { Cloud, CloudMachine } from '../cloud.ts';
import type { Record } from '../record.ts';

/** Tags that the engine puts on what it creates. They are part of the product's documented interface; nothing is imported for them. */
export const DEPLOYMENT_TAG = 'hostwright-deployment';
export const REQUEST_TAG = 'hostwright-request';

/** What a rule looks at. */
export interface Case {
  readonly cloud: Cloud;
  readonly record: Record;
  /** Deployments that are on trial; everything else in the cloud is foreign. */
  readonly deployments: ReadonlySet<string>;
  /** Whether the run is over: every request ended and nothing may be pending any more. */
  readonly settled: boolean;
  /** How long more machines than asked for may live before they are given back. */
  readonly surplusGraceMs: number;
}

/** One promise that was broken. */
export interface Violation {
  readonly rule: string;
  /** Id of the machine, request or template. */
  readonly subject: string;
  readonly message: string;
}

/** Whether a machine belongs to a deployment on trial. */
export function isOurs(machine: Pick<CloudMachine, 'tags'>, { deployments }: Pick<Case, 'deployments'>): boolean {
  return deployments.has(machine.tags.get(DEPLOYMENT_TAG) ?? '');
}

/** The machines of deployments on trial. */
export function ourMachines(trial: Case): readonly CloudMachine[] {
  return trial.cloud.machines.filter((machine) => isOurs(machine, trial));
}
