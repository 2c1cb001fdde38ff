import { TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import type { Termination, WriteInput } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import { closeGroups } from './groups/close-groups.js';
import { learnPlaces } from './inspect.js';
import { memoryOf } from './memory.js';
import { endOf } from './notices.js';
import { failedBy, orderByIds } from './order-by-ids.js';

/** AWS may be late by this much before we end a machine that it was to end itself. */
const LATE_MS = 60_000;

type Ids = WriteInput & { readonly machineIds: readonly string[] };

/**
 * Orders the end of machines, a thousand in a call. Groups behind them are told first not to refill; where that fails, their machines are
 * left for another try, and the others end all the same.
 */
export async function terminate(session: AwsSession, input: Ids): Promise<readonly Termination[]> {
  const { signal, attempt } = input;
  const memory = memoryOf(session);
  const left = new Set(input.machineIds.filter((id) => isLeftToAws(session, id)));
  const ordered = input.machineIds.filter((id) => !left.has(id));
  await learnPlaces(
    session,
    ordered.filter((id) => memory.placeOf(id) === undefined),
    input,
  );
  const open = await closeGroups(session, ordered, input);
  const ending = ordered.filter((id) => !open.has(id));
  // With nothing else to end, the engine learns the error itself.
  const [firstError] = open.values();
  if (firstError !== undefined && ending.length === 0 && left.size === 0) throw firstError;
  const ended = await orderByIds(ending, async (ids) => {
    const command = new TerminateInstancesCommand({ InstanceIds: [...ids] });
    const also = [{ action: 'TerminateInstances:instances', cost: ids.length }];
    const { output } = await session.write('ec2', 'delete', command, { signal, attempt }, { also });
    return statesOf(output.TerminatingInstances);
  });
  return [
    ...[...left].map((machineId): Termination => ({ machineId, outcome: 'accepted' })),
    ...[...open].map(([machineId, error]) => failedBy(machineId, error)),
    ...ended,
  ];
}

/** Whether AWS announced that it takes the machine, and the site leaves that to AWS. */
function isLeftToAws(session: AwsSession, machineId: string): boolean {
  if (session.settings.terminateOnReclaim) return false;
  const notice = memoryOf(session).notices.of(machineId);
  // A recommendation alone ends nothing.
  return notice?.reason === 'spot' && session.context.now() < endOf(notice) + LATE_MS;
}

/** The state after an order, by id. */
export function statesOf(
  changes: readonly {
    readonly InstanceId?: string | undefined;
    readonly CurrentState?: { readonly Name?: string | undefined } | undefined;
  }[] = [],
): ReadonlyMap<string, string> {
  return new Map(changes.flatMap(({ InstanceId: id, CurrentState: state }) => (id === undefined ? [] : [[id, state?.Name ?? '']])));
}
