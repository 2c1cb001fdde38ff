import { RunInstancesCommand, RunInstancesRequest$, type RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import type { LaunchResult, Offer } from '@hostwright/core/provider';
import type { AwsSession } from '../../session/session.js';
import type { AwsOptions } from '../../template/options.js';
import { settledResult, silentShortfall } from '../answers.js';
import { isMixed, mainMarket } from '../markets.js';
import { reviveInput } from '../native/check-input.js';
import { mergeDeep } from '../native/merge.js';
import { nativeProblems } from '../native/native-spec.js';
import { MAX_POOLS, typesOf } from '../pools.js';
import { reservationMachines } from '../reservation-machines.js';
import { commonRefusals, fleetFileProblems } from './common.js';
import type { LaunchHandler, SendInput } from './handler.js';
import { composeRun } from './run-instances-call.js';

/** Keys of RunInstances that are ours. */
const OWN_KEYS = [
  'ClientToken',
  'DryRun',
  'MinCount',
  'MaxCount',
  'TagSpecifications',
  'LaunchTemplate',
  'InstanceType',
  'SubnetId',
  'InstanceMarketOptions',
];

/** Machines of one call also draw on this allowance. Source: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html */
const INSTANCES_ALLOWANCE = 'RunInstances:instances';

/** RunInstances: one type, one subnet, one market for each call. */
export const runInstances: LaunchHandler = {
  handler: 'run-instances',
  shape: RunInstancesRequest$,
  ownKeys: OWN_KEYS,
  onePerZone: false,
  refusals: (options, settings) => [
    ...commonRefusals(options, settings),
    ...fleetFileProblems(options, 'run-instances'),
    ...shapeProblems(options),
    ...nativeProblems(options, RunInstancesRequest$, OWN_KEYS),
  ],
  offers,
  compose: composeRun,
  send,
};

function shapeProblems(options: AwsOptions): ReturnType<LaunchHandler['refusals']> {
  return [
    ...(isMixed(options)
      ? [
          {
            path: 'percentOnDemand',
            message: 'run-instances buys on one market alone: allow another way to launch, or set the share to 0 or 100',
          },
        ]
      : []),
    ...(options.requirements === undefined
      ? []
      : [{ path: 'instanceRequirements', message: 'run-instances takes types, not requirements: allow ec2-fleet or auto-scaling-group' }]),
  ];
}

/** One for each type and subnet. The client token of a call holds within one zone: each offer stays with one subnet. */
function offers(options: AwsOptions): readonly Offer[] {
  const market = mainMarket(options);
  const types = typesOf(options);
  const choices = types.length > 0 ? types : [{ type: 'launch-template', weight: 1 }];
  const subnets = options.subnetIds.length > 0 ? options.subnetIds : ['default'];
  return choices
    .flatMap(({ type, weight }) =>
      subnets.map((subnet) => ({
        offerId: `run-instances/${type}/${subnet}/${market}`,
        machineType: type,
        zone: undefined,
        market,
        pricePerHourUsd: undefined,
        unitsPerMachine: weight,
      })),
    )
    .slice(0, MAX_POOLS);
}

async function send(session: AwsSession, input: SendInput): Promise<LaunchResult> {
  const { document, part, token } = input;
  const call = reviveInput(RunInstancesRequest$, mergeDeep(document.call, part.capacity)) as RunInstancesCommandInput;
  const also = [{ action: INSTANCES_ALLOWANCE, cost: call.MaxCount ?? 1 }];
  const { output, providerTimeMs } = await session.write('ec2', 'create', new RunInstancesCommand({ ...call, ClientToken: token }), input, {
    also,
  });
  return settledResult(reservationMachines(session, output.Instances ?? [], input, providerTimeMs), part.units, silentShortfall);
}
