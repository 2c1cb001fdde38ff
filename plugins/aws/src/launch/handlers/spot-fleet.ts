import {
  RequestSpotFleetCommand,
  RequestSpotFleetRequest$,
  type RequestSpotFleetCommandInput,
  InstanceRequirements$,
} from '@aws-sdk/client-ec2';
import { ProviderError, type LaunchResult } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import type { AwsOptions } from '../../template/options.js';
import { newbornGroup, promisedResult } from '../answers.js';
import { reviveInput } from '../native/check-input.js';
import { mergeDeep } from '../native/merge.js';
import { nativeProblems } from '../native/native-spec.js';
import { requirementProblems } from '../pools.js';
import { commonRefusals, fleetFileProblems, wholeOffer } from './common.js';
import type { LaunchHandler, SendInput } from './handler.js';
import { composeSpotFleet } from './spot-fleet-call.js';

/** Keys of RequestSpotFleet that are ours. */
const OWN_KEYS = [
  'DryRun',
  ...[
    'ClientToken',
    'TargetCapacity',
    'OnDemandTargetCapacity',
    'LaunchTemplateConfigs',
    'LaunchSpecifications',
    'TagSpecifications',
    'Type',
    'IamFleetRole',
    'ReplaceUnhealthyInstances',
    'ExcessCapacityTerminationPolicy',
    'TerminateInstancesWithExpiration',
    'SpotMaintenanceStrategies',
  ].map((key) => `SpotFleetRequestConfig.${key}`),
];

/** Spot Fleet of type request, for sites that have it: AWS itself advises EC2 Fleet. */
export const spotFleet: LaunchHandler = {
  handler: 'spot-fleet',
  shape: RequestSpotFleetRequest$,
  ownKeys: OWN_KEYS,
  onePerZone: true,
  refusals: (options, settings) => [
    ...commonRefusals(options, settings),
    ...requirementProblems(options, InstanceRequirements$),
    ...fleetFileProblems(options, 'spot-fleet'),
    ...roleProblems(options),
    ...nativeProblems(options, RequestSpotFleetRequest$, OWN_KEYS),
  ],
  offers: (options) => [wholeOffer('spot-fleet', options)],
  compose: composeSpotFleet,
  send,
};

function roleProblems({ fleetRole }: AwsOptions): ReturnType<LaunchHandler['refusals']> {
  if (fleetRole !== undefined) return [];
  return [{ path: 'fleetRole', message: 'spot-fleet needs the ARN of a role with AmazonEC2SpotFleetTaggingRole' }];
}

async function send(session: AwsSession, input: SendInput): Promise<LaunchResult> {
  const { document, part, token, header } = input;
  const stored = mergeDeep(mergeDeep(document.call, part.capacity), { SpotFleetRequestConfig: { ClientToken: token } });
  const call = reviveInput(RequestSpotFleetRequest$, stored) as RequestSpotFleetCommandInput;
  const { output, providerTimeMs } = await session.write('ec2', 'create', new RequestSpotFleetCommand(call), input);
  const { SpotFleetRequestId: groupRef } = output;
  if (groupRef === undefined) throw new ProviderError('OutcomeUnknown', 'RequestSpotFleet answered without the id of the request');
  const group = newbornGroup(
    { groupRef, kind: 'spot-fleet', targetUnits: undefined, raw: 'submitted' },
    { document, header, providerTimeMs },
  );
  return promisedResult(group, part.units);
}
