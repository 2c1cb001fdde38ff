import { SuspendProcessesCommand } from '@aws-sdk/client-auto-scaling';
import { ModifyFleetCommand } from '@aws-sdk/client-ec2';
import type { ProviderError, WriteInput } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import type { GroupLink } from '../group-of-tags.js';
import { memoryOf } from '../memory.js';
import { cloudErrorOf } from '../order-by-ids.js';
import { LAUNCH_PROCESS } from './auto-scaling-groups.js';
import { isGroupGone } from './gone-codes.js';

type Write = Pick<WriteInput, 'signal' | 'attempt'>;

/**
 * Tells the groups behind machines not to refill, each once: an intent fills its group once, and what it lost since is not wanted back.
 * Machines then end one by one, which is exact, and as few calls as for machines on their own.
 *
 * @returns the machines whose group could not be told, and why
 */
export async function closeGroups(
  session: AwsSession,
  machineIds: readonly string[],
  input: Write,
): Promise<ReadonlyMap<string, ProviderError>> {
  const memory = memoryOf(session);
  const open = new Map<string, ProviderError>();
  const members = new Map<string, { readonly group: GroupLink; readonly machineIds: string[] }>();
  for (const machineId of machineIds) {
    const group = memory.placeOf(machineId)?.group;
    if (group === undefined || !group.refills || memory.closedGroups.has(group.ref)) continue;
    const known = members.get(group.ref);
    if (known === undefined) members.set(group.ref, { group, machineIds: [machineId] });
    else known.machineIds.push(machineId);
  }
  for (const { group, machineIds: ofGroup } of members.values()) {
    try {
      await close(session, group, input);
      memory.closedGroups.add(group.ref);
    } catch (error) {
      const cloudError = cloudErrorOf(error);
      if (!isGroupGone(cloudError)) for (const machineId of ofGroup) open.set(machineId, cloudError);
    }
  }
  return open;
}

async function close(session: AwsSession, { ref, kind }: GroupLink, { signal, attempt }: Write): Promise<void> {
  const write = { signal, attempt };
  if (kind === 'auto-scaling-group') await session.write('autoscaling', 'delete', suspension(ref), write);
  else if (kind === 'fleet') await session.write('ec2', 'delete', emptyTarget(ref), write);
}

/**
 * Launch: nothing is added. AZRebalance and ReplaceUnhealthy: the group ends none of the machines that it still has.
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
 */
function suspension(name: string): SuspendProcessesCommand {
  return new SuspendProcessesCommand({ AutoScalingGroupName: name, ScalingProcesses: [LAUNCH_PROCESS, 'AZRebalance', 'ReplaceUnhealthy'] });
}

/**
 * A target of 0 is what AWS names for a fleet that is finished with; its machines stay by the policy.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyFleet.html
 */
function emptyTarget(fleetId: string): ModifyFleetCommand {
  return new ModifyFleetCommand({
    FleetId: fleetId,
    ExcessCapacityTerminationPolicy: 'no-termination',
    TargetCapacitySpecification: { TotalTargetCapacity: 0 },
  });
}
