import { DeleteAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { CancelSpotFleetRequestsCommand, DeleteFleetsCommand, DeleteVolumeCommand } from '@aws-sdk/client-ec2';
import { isProviderError, ProviderError, type WriteInput } from '@hostwright/core/provider';
import { deleteLaunchTemplate } from '../launch/launch-templates.js';
import type { AwsSession } from '../session/session.js';
import { isGroupGone } from './groups/gone-codes.js';
import { LAUNCH_TEMPLATE_KIND, VOLUME_KIND } from './kinds.js';
import { memoryOf } from './memory.js';

type CleanUp = WriteInput & { readonly ref: string; readonly kind: string };

type Deleter = (session: AwsSession, input: CleanUp) => Promise<unknown>;

/** How each kind that sweeps show is deleted. */
const DELETERS: ReadonlyMap<string, Deleter> = new Map<string, Deleter>([
  ['auto-scaling-group', deleteAutoScalingGroup],
  ['fleet', deleteFleet],
  ['spot-fleet', cancelSpotFleet],
  [VOLUME_KIND, deleteVolume],
  [LAUNCH_TEMPLATE_KIND, (session, input) => deleteLaunchTemplate(session, input.ref, writeOf(input))],
]);

/** Deletes a group, volume or launch template that was left behind. What is gone already is success. */
export async function cleanUp(session: AwsSession, input: CleanUp): Promise<void> {
  const remove = DELETERS.get(input.kind);
  if (remove === undefined) {
    throw new ProviderError('Unsupported', `there is nothing of kind '${input.kind}' to clean up on AWS`, { subject: input.kind });
  }
  try {
    await remove(session, input);
  } catch (error) {
    if (!isProviderError(error) || !isGroupGone(error)) throw error;
  }
  memoryOf(session).forgetGroup(input.ref);
}

function writeOf({ signal, attempt }: CleanUp): Pick<WriteInput, 'signal' | 'attempt'> {
  return { signal, attempt };
}

/** By force: the group still counts machines that ended one by one, and without it AWS would refuse. */
function deleteAutoScalingGroup(session: AwsSession, input: CleanUp): Promise<unknown> {
  const command = new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: input.ref, ForceDelete: true });
  return session.write('autoscaling', 'delete', command, writeOf(input));
}

/** Its machines, should one have come late, are shown by a sweep and given back like others. */
async function deleteFleet(session: AwsSession, input: CleanUp): Promise<void> {
  const command = new DeleteFleetsCommand({ FleetIds: [input.ref], TerminateInstances: false });
  const { output } = await session.write('ec2', 'delete', command, writeOf(input));
  refuse(input, output.UnsuccessfulFleetDeletions?.[0]?.Error);
}

async function cancelSpotFleet(session: AwsSession, input: CleanUp): Promise<void> {
  const command = new CancelSpotFleetRequestsCommand({ SpotFleetRequestIds: [input.ref], TerminateInstances: false });
  const { output } = await session.write('ec2', 'delete', command, writeOf(input));
  refuse(input, output.UnsuccessfulFleetRequests?.[0]?.Error);
}

function deleteVolume(session: AwsSession, input: CleanUp): Promise<unknown> {
  return session.write('ec2', 'delete', new DeleteVolumeCommand({ VolumeId: input.ref }), writeOf(input));
}

/** A fleet call succeeds as a whole and says of each fleet what went wrong. */
function refuse(
  { ref, kind }: CleanUp,
  error: { readonly Code?: string | undefined; readonly Message?: string | undefined } | undefined,
): void {
  if (error === undefined) return;
  const { Code: code = 'unexpectedError', Message: message = code } = error;
  throw new ProviderError('Unavailable', `the ${kind} ${ref} could not be deleted: ${message}`, { code, subject: ref });
}
