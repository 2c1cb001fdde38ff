import type { LaunchResult, PreparedLaunch, ProviderErrorClass, Shortfall, WriteInput } from '@hostwright/core/provider';
import type { LaunchAnswer } from '../../cloud/api.js';
import type { CloudErrorCode } from '../../cloud/errors.js';
import { ERROR_CODE_CLASSES } from '../error-classes.js';
import type { Session } from '../session.js';
import { callInput, readDocument, type LaunchDocument } from './document.js';
import { observeGroup, observeMachine } from './observe.js';

/** Makes the one creating call of a prepared launch. */
export async function launch(
  session: Session,
  input: WriteInput & { readonly prepared: PreparedLaunch; readonly part: number },
): Promise<LaunchResult> {
  const document = readDocument(input.prepared);
  const request = callInput(document, input.token);
  const answer =
    document.action === 'RunInstances'
      ? await session.create('RunInstances', request, input)
      : await session.create('CreateGroup', { ...request, kind: document.kind }, input);
  return toResult(document, answer);
}

function toResult(document: LaunchDocument, answer: LaunchAnswer): LaunchResult {
  const machines = answer.machines.map(observeMachine);
  const group = answer.group === undefined ? undefined : observeGroup(answer.group, answer.region);
  // A refilling group names no machines yet, and has promised them all.
  if (document.action === 'CreateGroup' && document.kind === 'refilling') {
    return { machines, group, pendingUnits: document.units, shortfall: [] };
  }
  const given = machines.reduce((sum, machine) => sum + machine.units, 0);
  return { machines, group, pendingUnits: 0, shortfall: shortfallOf(document.units - given, answer.code) };
}

function shortfallOf(units: number, code: CloudErrorCode | undefined): readonly Shortfall[] {
  if (units <= 0) return [];
  const reason = code === undefined ? 'Capacity' : (REASONS[ERROR_CODE_CLASSES[code]] ?? 'Capacity');
  return [{ units, reason, code, message: `the mock cloud lacks ${units} of the units asked for` }];
}

/** Error classes that can explain missing machines. */
const REASONS: Partial<Record<ProviderErrorClass, Shortfall['reason']>> = {
  Capacity: 'Capacity',
  Quota: 'Quota',
  Throttled: 'Throttled',
};
