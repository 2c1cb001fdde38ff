import { every, parseXml, textAt, type Element } from '../../xml/xml.js';
import type { Call } from '../call.js';
import { errorReply } from '../reply.js';
import type { Reply } from '../message.js';
import { asking, type Correction, type Forward } from './forward.js';

/**
 * CreateAutoScalingGroup as AWS does it: a name that is taken, and a size outside of the group's limits, are refused. moto replaces the
 * group silently, and takes any size.
 *
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html
 */
export function createAutoScalingGroup(): Correction {
  /** Names of groups that are being made: of two at once, one is refused. */
  const underWay = new Set<string>();
  return async (call, forward) => {
    const name = call.parameters.get('AutoScalingGroupName') ?? '';
    const key = `${call.region} ${name}`;
    const refusal = outOfRange(call, call.parameters);
    if (refusal !== undefined) return refusal;
    if (underWay.has(key)) return taken(call, name);
    underWay.add(key);
    try {
      return (await groupNamed(call, name, forward)) === undefined ? await forward(call) : taken(call, name);
    } finally {
      underWay.delete(key);
    }
  };
}

/**
 * SetDesiredCapacity as AWS does it: a size outside of the group's limits is refused.
 *
 * Source: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetDesiredCapacity.html
 */
export const setDesiredCapacity: Correction = async (call, forward) => {
  const group = await groupNamed(call, call.parameters.get('AutoScalingGroupName') ?? '', forward);
  const limits = ['MinSize', 'MaxSize'].map((name) => [name, textAt(group, name)] as const);
  const sizes = new Map([...limits, ['DesiredCapacity', call.parameters.get('DesiredCapacity') ?? '']]);
  return (group !== undefined && outOfRange(call, sizes)) || forward(call);
};

async function groupNamed(call: Call, name: string, forward: Forward): Promise<Element | undefined> {
  const reply = await forward(asking(call, 'DescribeAutoScalingGroups', { 'AutoScalingGroupNames.member.1': name }));
  return every(parseXml(reply.body), 'member').find((group) => textAt(group, 'AutoScalingGroupName') === name);
}

function outOfRange(call: Call, sizes: ReadonlyMap<string, string>): Reply | undefined {
  const [min, max] = [Number(sizes.get('MinSize')), Number(sizes.get('MaxSize'))];
  const desired = Number(sizes.get('DesiredCapacity') ?? min);
  if (desired >= min && desired <= max) return undefined;
  const message = `Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`;
  return errorReply(call, { status: 400, code: 'ValidationError', message });
}

function taken(call: Call, name: string): Reply {
  const message = `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`;
  return errorReply(call, { status: 400, code: 'AlreadyExists', message });
}
