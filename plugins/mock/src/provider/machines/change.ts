import type { ProviderErrorClass, Termination, WriteInput } from '@hostwright/core/provider';
import type { CloudTransition } from '../../cloud/api.js';
import type { Session } from '../session.js';
import { callByIds, type IdAnswer } from './by-ids.js';

type Ids = WriteInput & { readonly machineIds: readonly string[] };

/** Orders the end of machines; refilling groups that made them aim at that many fewer. */
export function terminate(session: Session, input: Ids): Promise<readonly Termination[]> {
  return orderEach(input.machineIds, (machineIds) => session.delete('TerminateInstances', { machineIds, lowerTarget: true }, input));
}

/** Starts stopped machines. */
export function start(session: Session, input: Ids): Promise<readonly Termination[]> {
  return orderEach(input.machineIds, (machineIds) => session.create('StartInstances', { machineIds }, input));
}

/** Stops running machines; by force: at once. */
export function stop(session: Session, input: Ids & { readonly force: boolean }): Promise<readonly Termination[]> {
  return orderEach(input.machineIds, (machineIds) => session.delete('StopInstances', { machineIds, force: input.force }, input));
}

/** Reboots running machines. */
export function restart(session: Session, input: Ids): Promise<readonly Termination[]> {
  return orderEach(input.machineIds, (machineIds) => session.create('RebootInstances', { machineIds }, input));
}

async function orderEach(
  machineIds: readonly string[],
  order: (ids: readonly string[]) => Promise<{ readonly transitions: readonly CloudTransition[] }>,
): Promise<readonly Termination[]> {
  const answers = await callByIds(machineIds, async (ids) => {
    const { transitions } = await order(ids);
    return new Map(transitions.map((transition) => [transition.machineId, transition]));
  });
  return answers.map(toTermination);
}

/** Errors that time may lift. */
export const PASSING: ReadonlySet<ProviderErrorClass> = new Set(['Throttled', 'Unavailable', 'OutcomeUnknown', 'Credentials']);

function toTermination(entry: IdAnswer<CloudTransition>): Termination {
  const machineId = entry.id;
  if ('answer' in entry) return { machineId, outcome: entry.answer.after === 'terminated' ? 'terminated' : 'accepted' };
  const { error, named } = entry;
  if (named && error.errorClass === 'NotFound') return { machineId, outcome: 'not-found' };
  return {
    machineId,
    outcome: 'failed',
    message: error.message,
    ...(error.code === undefined ? {} : { code: error.code }),
    retryable: PASSING.has(error.errorClass),
  };
}
