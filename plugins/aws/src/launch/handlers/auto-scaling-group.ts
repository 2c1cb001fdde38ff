import {
  CreateAutoScalingGroupCommand,
  CreateAutoScalingGroupType$,
  type CreateAutoScalingGroupCommandInput,
  InstanceRequirements$,
} from '@aws-sdk/client-auto-scaling';
import type { LaunchResult } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import type { AwsOptions } from '../../template/options.js';
import { newbornGroup, promisedResult } from '../answers.js';
import { reviveInput } from '../native/check-input.js';
import { mergeDeep } from '../native/merge.js';
import { nativeProblems } from '../native/native-spec.js';
import { requirementProblems } from '../pools.js';
import { SPOT_STRATEGIES } from '../strategies.js';
import { composeGroup } from './auto-scaling-group-call.js';
import { commonRefusals, fleetFileProblems, wholeOffer } from './common.js';
import type { LaunchHandler, SendInput } from './handler.js';

/** Keys of CreateAutoScalingGroup that are ours: name, numbers, tags, and what would make the group replace or end machines. */
const OWN_KEYS = [
  'AutoScalingGroupName',
  'MinSize',
  'MaxSize',
  'DesiredCapacity',
  'Tags',
  'LaunchTemplate',
  'LaunchConfigurationName',
  'InstanceId',
  'MixedInstancesPolicy.LaunchTemplate',
  'CapacityRebalance',
  'MaxInstanceLifetime',
  'DesiredCapacityType',
  'DeletionProtection',
];

/** An Auto Scaling group of its own for each launch. */
export const autoScalingGroup: LaunchHandler = {
  handler: 'auto-scaling-group',
  shape: CreateAutoScalingGroupType$,
  ownKeys: OWN_KEYS,
  onePerZone: false,
  refusals: (options, settings) => [
    ...commonRefusals(options, settings),
    ...requirementProblems(options, InstanceRequirements$),
    ...fleetFileProblems(options, 'auto-scaling-group'),
    ...groupProblems(options),
    ...nativeProblems(options, CreateAutoScalingGroupType$, OWN_KEYS),
  ],
  offers: (options) => [wholeOffer('auto-scaling-group', options)],
  compose: composeGroup,
  send,
};

function groupProblems({ subnetIds, market, spotAllocation }: AwsOptions): ReturnType<LaunchHandler['refusals']> {
  return [
    ...(subnetIds.length === 0 ? [{ path: 'subnetIds', message: 'auto-scaling-group needs at least one subnet' }] : []),
    ...(market !== 'on-demand' && SPOT_STRATEGIES[spotAllocation].autoScaling === undefined
      ? [{ path: 'allocationStrategy', message: `auto-scaling-group has no strategy ${spotAllocation}` }]
      : []),
  ];
}

/** The name is the token: a second call is told that the group exists. */
async function send(session: AwsSession, input: SendInput): Promise<LaunchResult> {
  const { document, part, token, header } = input;
  const groupRef = `hostwright-${token}`;
  const call = reviveInput(CreateAutoScalingGroupType$, mergeDeep(document.call, part.capacity)) as CreateAutoScalingGroupCommandInput;
  const command = new CreateAutoScalingGroupCommand({ ...call, AutoScalingGroupName: groupRef });
  const { providerTimeMs } = await session.write('autoscaling', 'create', command, input);
  const group = { groupRef, kind: 'auto-scaling-group', targetUnits: part.units, raw: 'active' };
  return promisedResult(newbornGroup(group, { document, header, providerTimeMs }), part.units);
}
