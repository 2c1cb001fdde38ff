import { isAlive, type Cloud } from './cloud.ts';
import type { Record } from './record.ts';
import { changedAnswers, lostAcknowledgements, repeatedCalls, unfinished } from './rules/acknowledgements.ts';
import { malformedAnswers } from './rules/answers.ts';
import { doubled, overMaximum } from './rules/doubled.ts';
import { foreignTouched } from './rules/foreign.ts';
import { drainedWithoutReason, goneWhileAlive } from './rules/gone.ts';
import { leaked } from './rules/leaked.ts';
import { DEPLOYMENT_TAG, isOurs, REQUEST_TAG, type Case, type Violation } from './rules/rule.ts';

/** What is judged, and how strictly. */
export interface JudgeInput {
  readonly cloud: Cloud;
  readonly record: Record;
  /** Deployments on trial. @default those whose machines carry an acknowledged request's id */
  readonly deployments?: readonly string[] | undefined;
  /** As in {@link Case.settled}. */
  readonly settled: boolean;
  /** As in {@link Case.surplusGraceMs}. */
  readonly surplusGraceMs: number;
}

/** The judgement. */
export interface Judgement {
  readonly clean: boolean;
  readonly counts: {
    readonly calls: number;
    readonly requests: number;
    readonly machinesEver: number;
    readonly machinesAlive: number;
    readonly foreignMachines: number;
  };
  readonly violations: readonly Violation[];
}

const RULES: readonly ((trial: Case) => readonly Violation[])[] = [
  leaked,
  doubled,
  overMaximum,
  lostAcknowledgements,
  repeatedCalls,
  changedAnswers,
  unfinished,
  goneWhileAlive,
  drainedWithoutReason,
  foreignTouched,
  malformedAnswers,
];

/** Compares what the cloud holds with what Host Factory was told. */
export function judge(input: JudgeInput): Judgement {
  const trial: Case = { ...input, deployments: new Set(input.deployments ?? acknowledgedDeployments(input)) };
  const violations = RULES.flatMap((rule) => rule(trial));
  const ours = input.cloud.machines.filter((machine) => isOurs(machine, trial));
  return {
    clean: violations.length === 0,
    counts: {
      calls: input.record.calls.length,
      requests: input.record.requests.size,
      machinesEver: ours.length,
      machinesAlive: ours.filter(isAlive).length,
      foreignMachines: input.cloud.machines.length - ours.length,
    },
    violations,
  };
}

function acknowledgedDeployments({ cloud, record }: JudgeInput): readonly string[] {
  return cloud.machines
    .filter((machine) => record.requests.has(machine.tags.get(REQUEST_TAG) ?? ''))
    .flatMap((machine) => machine.tags.get(DEPLOYMENT_TAG) ?? []);
}
