import { every, parseXml, textAt, type Element } from '../../xml/xml.js';
import { listOf, type Call } from '../call.js';
import { editXml } from '../reply.js';
import { malformedIds } from './malformed-ids.js';
import { asking, type Correction, type Forward } from './forward.js';

/** Corrections that know of each other: which groups were told to launch nothing any more. */
export interface GroupCorrections {
  readonly suspendProcesses: Correction;
  readonly terminateInstances: Correction;
}

/**
 * A group whose process `Launch` is suspended replaces no machine that ends; in moto it does. And a machine that had ended is answered as
 * `terminated`, where moto says `shutting-down` for ever.
 *
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html and
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html
 */
export function groupCorrections(): GroupCorrections {
  const suspended = new Set<string>();
  return {
    suspendProcesses: async (call, forward) => {
      const processes = [...call.parameters].flatMap(([name, value]) => (name.startsWith('ScalingProcesses.') ? [value] : []));
      if (processes.length === 0 || processes.includes('Launch')) suspended.add(call.parameters.get('AutoScalingGroupName') ?? '');
      return forward(call);
    },
    terminateInstances: async (call, forward) => {
      for (const name of suspended) await leaveGroup(call, name, forward);
      return editXml(await malformedIds(call, forward), (root) => every(root, 'item').forEach(stateTerminated));
    },
  };
}

/** moto replaces what leaves a group by its end, and not what was taken out of it before. */
async function leaveGroup(call: Call, name: string, forward: Forward): Promise<void> {
  const reply = await forward(asking(call, 'DescribeAutoScalingGroups', { 'AutoScalingGroupNames.member.1': name }, 'autoscaling'));
  const members = new Set(every(parseXml(reply.body), 'InstanceId').map(({ text }) => text));
  const ending = listOf(call, 'InstanceId').filter((id) => members.has(id));
  if (ending.length === 0) return;
  const ids = Object.fromEntries(ending.map((id, index) => [`InstanceIds.member.${index + 1}`, id]));
  const parameters = { AutoScalingGroupName: name, ShouldDecrementDesiredCapacity: 'true', ...ids };
  await forward(asking(call, 'DetachInstances', parameters, 'autoscaling'));
}

function stateTerminated(machine: Element): void {
  if (textAt(machine, 'previousState', 'name') !== 'terminated') return;
  for (const { children } of machine.children.filter(({ name }) => name === 'currentState')) {
    for (const child of children) child.text = child.name === 'code' ? '48' : 'terminated';
  }
}
