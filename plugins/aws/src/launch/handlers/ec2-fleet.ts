import { CreateFleetCommand, CreateFleetRequest$, type CreateFleetCommandInput, InstanceRequirementsRequest$ } from '@aws-sdk/client-ec2';
import { ProviderError, type LaunchResult } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import { newbornGroup, promisedResult, settledResult } from '../answers.js';
import { fleetMachines } from '../fleet-machines.js';
import { reviveInput } from '../native/check-input.js';
import { mergeDeep } from '../native/merge.js';
import { nativeProblems } from '../native/native-spec.js';
import { requirementProblems } from '../pools.js';
import { fleetRefusal, fleetShortfall } from '../shortfall.js';
import { commonRefusals, wholeOffer } from './common.js';
import { composeFleet } from './ec2-fleet-call.js';
import type { LaunchHandler, SendInput } from './handler.js';

/** Keys of CreateFleet that are ours: token, numbers, tags, and what would make a fleet replace or end machines by itself. */
const OWN_KEYS = [
  'ClientToken',
  'DryRun',
  'Type',
  'TargetCapacitySpecification',
  'LaunchTemplateConfigs',
  'TagSpecifications',
  'ReplaceUnhealthyInstances',
  'ExcessCapacityTerminationPolicy',
  'TerminateInstancesWithExpiration',
  'SpotOptions.MaintenanceStrategies',
];

/** EC2 Fleet: many types and subnets, both markets, one call. */
export const ec2Fleet: LaunchHandler = {
  handler: 'ec2-fleet',
  shape: CreateFleetRequest$,
  ownKeys: OWN_KEYS,
  onePerZone: true,
  refusals: (options, settings) => [
    ...commonRefusals(options, settings),
    ...requirementProblems(options, InstanceRequirementsRequest$),
    ...nativeProblems(options, CreateFleetRequest$, OWN_KEYS),
  ],
  offers: (options) => [wholeOffer('ec2-fleet', options)],
  compose: composeFleet,
  send,
};

async function send(session: AwsSession, input: SendInput): Promise<LaunchResult> {
  const { document, part, token, header } = input;
  const call = reviveInput(CreateFleetRequest$, mergeDeep(document.call, part.capacity)) as CreateFleetCommandInput;
  const { output, providerTimeMs } = await session.write('ec2', 'create', new CreateFleetCommand({ ...call, ClientToken: token }), input);
  if (call.Type !== 'instant') {
    const { FleetId: groupRef } = output;
    if (groupRef === undefined) throw new ProviderError('OutcomeUnknown', 'CreateFleet answered without the id of the fleet');
    // A request fills once and keeps no target; a maintain fleet aims at it until it is told otherwise.
    const targetUnits = call.Type === 'maintain' ? part.units : undefined;
    return promisedResult(
      newbornGroup({ groupRef, kind: 'fleet', targetUnits, raw: 'submitted' }, { document, header, providerTimeMs }),
      part.units,
    );
  }
  const errors = output.Errors ?? [];
  const machines = fleetMachines(output.Instances ?? [], input, providerTimeMs);
  const refusal = fleetRefusal(errors, machines.length > 0);
  if (refusal !== undefined) throw refusal;
  return settledResult(machines, part.units, (units) => fleetShortfall(errors, units));
}
