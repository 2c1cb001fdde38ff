import { RebootInstancesCommand, StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import type { Termination, WriteInput } from '@hostwright/core/provider';
import type { AwsSession } from '../session/session.js';
import { orderByIds } from './order-by-ids.js';
import { statesOf } from './terminate.js';

type Ids = WriteInput & { readonly machineIds: readonly string[] };

/** Starts stopped machines; running ones stay as they are. */
export function start(session: AwsSession, { machineIds, signal, attempt }: Ids): Promise<readonly Termination[]> {
  return orderByIds(machineIds, async (ids) => {
    const also = [{ action: 'StartInstances:instances', cost: ids.length }];
    const command = new StartInstancesCommand({ InstanceIds: [...ids] });
    return statesOf((await session.write('ec2', 'create', command, { signal, attempt }, { also })).output.StartingInstances);
  });
}

/** Stops running machines and keeps their disks; by force: without waiting for their operating system. */
export function stop(
  session: AwsSession,
  { machineIds, force, signal, attempt }: Ids & { readonly force: boolean },
): Promise<readonly Termination[]> {
  return orderByIds(machineIds, async (ids) => {
    const also = [{ action: 'StopInstances:instances', cost: ids.length }];
    const command = new StopInstancesCommand({ InstanceIds: [...ids], Force: force });
    return statesOf((await session.write('ec2', 'delete', command, { signal, attempt }, { also })).output.StoppingInstances);
  });
}

/** Reboots running machines. EC2 answers nothing about them. */
export function restart(session: AwsSession, { machineIds, signal, attempt }: Ids): Promise<readonly Termination[]> {
  return orderByIds(machineIds, async (ids) => {
    await session.write('ec2', 'create', new RebootInstancesCommand({ InstanceIds: [...ids] }), { signal, attempt });
    return new Map(ids.map((id) => [id, 'running']));
  });
}
