import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { autoScalingActions } from '../actions/auto-scaling/actions.ts';
import { ec2Actions } from '../actions/ec2-actions.ts';
import type { FakeMarket } from '../control/protocol.ts';
import { ApiError } from '../server/api-error.ts';
import { parseQuery } from '../server/params.ts';
import type { XmlObject } from '../server/xml.ts';
import type { Cloud } from './cloud.ts';
import type { AutoScalingGroup } from './auto-scaling/group.ts';
import { MARKETS, type Fleet } from './fleets/fleet.ts';
import { machinesOf } from './launch.ts';
import { endMachine, interruptMachine, launchOf } from './lifecycle.ts';
import { UP } from './machines.ts';
import { createWorld } from './world.ts';

type Deed = (cloud: Cloud, advance: (ms: number) => void) => void;

function call(cloud: Cloud, action: string, parameters: Readonly<Record<string, string | number>>): XmlObject {
  const body = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)] as [string, string])).toString();
  const act = ec2Actions[action] ?? autoScalingActions[action];
  if (act === undefined) throw new Error(`there is no ${action}`);
  try {
    return act(cloud, parseQuery(body));
  } catch (error) {
    // What the cloud refuses must leave it as sound as what it does.
    if (error instanceof ApiError) return {};
    throw error;
  }
}

const overrides = (first: string, second: string) => ({
  'LaunchTemplateConfigs.1.LaunchTemplateSpecification.LaunchTemplateName': 'workers',
  'LaunchTemplateConfigs.1.Overrides.1.InstanceType': first,
  'LaunchTemplateConfigs.1.Overrides.1.WeightedCapacity': 2,
  'LaunchTemplateConfigs.1.Overrides.2.InstanceType': second,
});

const market = fc.constantFrom<FakeMarket>('spot', 'on-demand');
/** Any machine there is by then. */
const chosen = (cloud: Cloud, number: number): number => (cloud.machines.count === 0 ? 0 : number % cloud.machines.count);
const number = fc.nat(1000);
const deeds: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ min: fc.integer({ min: 1, max: 5 }), max: fc.integer({ min: 1, max: 9 }), token: fc.nat(3) }).map(
    ({ min, max, token }): Deed =>
      (cloud) =>
        void call(cloud, 'RunInstances', {
          ImageId: 'ami-12c6146b',
          InstanceType: 'm5.large',
          MinCount: min,
          MaxCount: max,
          ClientToken: `t${token}`,
        }),
  ),
  fc
    .record({
      type: fc.constantFrom('instant', 'request', 'maintain'),
      total: fc.nat(9),
      market,
      strategy: fc.constantFrom('diversified', 'lowest-price', 'price-capacity-optimized'),
    })
    .map(
      ({ type, total, market: kind, strategy }): Deed =>
        (cloud) =>
          void call(cloud, 'CreateFleet', {
            Type: type,
            ...overrides('c5.large', 'c5.xlarge'),
            'TargetCapacitySpecification.TotalTargetCapacity': total,
            'TargetCapacitySpecification.DefaultTargetCapacityType': kind,
            'SpotOptions.AllocationStrategy': strategy,
          }),
    ),
  fc.nat(9).map((desired): Deed => (cloud) => {
    call(cloud, 'CreateAutoScalingGroup', {
      AutoScalingGroupName: 'g',
      MinSize: 0,
      MaxSize: 9,
      DesiredCapacity: desired,
      'AvailabilityZones.member.1': 'us-east-1a',
      'AvailabilityZones.member.2': 'us-east-1b',
      'LaunchTemplate.LaunchTemplateName': 'workers',
    });
    call(cloud, 'SetDesiredCapacity', { AutoScalingGroupName: 'g', DesiredCapacity: desired });
  }),
  number.map(
    (machine): Deed =>
      (cloud) =>
        void (cloud.machines.count > 0 && endMachine(cloud, chosen(cloud, machine), 'Client.UserInitiatedShutdown')),
  ),
  number.map(
    (machine): Deed =>
      (cloud) =>
        void (cloud.machines.count > 0 && interruptMachine(cloud, chosen(cloud, machine))),
  ),
  number.map(
    (machine): Deed =>
      (cloud) =>
        void call(cloud, 'StopInstances', { 'InstanceId.1': cloud.ids.machine.of(chosen(cloud, machine)) }),
  ),
  number.map(
    (machine): Deed =>
      (cloud) =>
        void call(cloud, 'StartInstances', { 'InstanceId.1': cloud.ids.machine.of(chosen(cloud, machine)) }),
  ),
  number.map(
    (machine): Deed =>
      (cloud) =>
        void call(cloud, 'TerminateInstances', { 'InstanceId.1': cloud.ids.machine.of(chosen(cloud, machine)) }),
  ),
  number.map(
    (machine): Deed =>
      (cloud) =>
        void call(cloud, 'DetachInstances', {
          AutoScalingGroupName: 'g',
          'InstanceIds.member.1': cloud.ids.machine.of(chosen(cloud, machine)),
          ShouldDecrementDesiredCapacity: machine % 2 === 0 ? 'true' : 'false',
        }),
  ),
  fc.record({ available: fc.nat(8), market }).map(
    ({ available, market: kind }): Deed =>
      (cloud) =>
        cloud.pools.change({ type: '*', zone: '*', market: kind, available }),
  ),
  fc.nat(200_000).map(
    (ms): Deed =>
      (_cloud, advance) =>
        advance(ms),
  ),
);

/** Counts everything anew, from the machines alone, and names what the cloud counts otherwise. */
function miscounted(cloud: Cloud): readonly string[] {
  const all = Array.from({ length: cloud.machines.count }, (_none, machine) => machine);
  const live = all.filter((machine) => cloud.machines.isLive(machine));
  return MARKETS.flatMap((kind) => [
    ...quotaProblems(
      cloud,
      kind,
      live.filter((machine) => cloud.machines.order[machine] === UP && launchOf(cloud, machine).market === kind),
    ),
    ...[...cloud.fleets.values()].flatMap((fleet) => fleetProblems(cloud, fleet, kind)),
  ]).concat([...cloud.groups.values()].flatMap((group) => groupProblems(cloud, group)));
}

function quotaProblems(cloud: Cloud, kind: FakeMarket, up: readonly number[]): readonly string[] {
  const vcpus = up.reduce((sum, machine) => sum + launchOf(cloud, machine).type.vcpus, 0);
  const { machines, vcpus: counted } = cloud.live[kind];
  return machines === up.length && counted === vcpus
    ? []
    : [`${kind}: ${machines} machines and ${counted} vCPUs instead of ${up.length} and ${vcpus}`];
}

function fleetProblems(cloud: Cloud, { id, launches, live, target }: Fleet, kind: FakeMarket): readonly string[] {
  const own = launches.filter(({ launch }) => launch.market === kind);
  const units = own.flatMap(({ launch }) =>
    machinesOf(launch)
      .filter((machine) => cloud.machines.isLive(machine))
      .map(() => launch.weight),
  );
  const counted = units.reduce((sum, weight) => sum + weight, 0);
  const problems = live[kind] === counted ? [] : [`${id}: ${live[kind]} units instead of ${counted}`];
  // Over the target only by less than the weight of one machine.
  return counted < target[kind] + 2 ? problems : [...problems, `${id}: ${counted} units of ${target[kind]}`];
}

function groupProblems(cloud: Cloud, { name, members, desired }: AutoScalingGroup): readonly string[] {
  const ended = [...members.keys()].filter((machine) => !cloud.machines.isLive(machine));
  const problems = ended.map((machine) => `${name} keeps the ended ${machine}`);
  return members.size <= desired ? problems : [...problems, `${name}: ${members.size} members of ${desired}`];
}

describe('the cloud', { tags: ['aws.fake-ec2', 'contract'] }, () => {
  it('counts right whatever is done to it', () => {
    fc.assert(
      fc.property(fc.array(deeds, { maxLength: 60, size: 'max' }), (history) => {
        const world = createWorld({ virtualTimeMs: 0 });
        const cloud = world.cloud({});
        call(cloud, 'CreateLaunchTemplate', {
          LaunchTemplateName: 'workers',
          'LaunchTemplateData.ImageId': 'ami-12c6146b',
          'LaunchTemplateData.InstanceType': 'r5.large',
        });
        for (const deed of history) {
          deed(cloud, (ms) => world.clock.advance(ms));
          cloud.runDue();
          expect(miscounted(cloud)).toEqual([]);
        }
      }),
    );
  });
});
