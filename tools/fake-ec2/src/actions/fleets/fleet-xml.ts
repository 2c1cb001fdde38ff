import type { Cloud } from '../../cloud/cloud.ts';
import type { Candidate } from '../../cloud/allocation.ts';
import { MARKETS, type Fleet } from '../../cloud/fleets/fleet.ts';
import { machinesOf } from '../../cloud/launch.ts';
import type { TemplateReference } from '../../cloud/launch-templates.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { echo } from '../echo.ts';
import { tagSetXml } from '../tags-xml.ts';

/** What an instant fleet launched: one entry for each pool. */
export function instanceSetXml(cloud: Cloud, fleet: Fleet): readonly XmlObject[] {
  return fleet.launches.map(({ launch, candidate }) => ({
    launchTemplateAndOverrides: templateAndOverrides(candidate.placement.template, candidate.override, candidate),
    lifecycle: launch.market,
    instanceIds: machinesOf(launch).map((machine) => cloud.ids.machine.of(machine)),
    instanceType: launch.type.name,
  }));
}

export function errorSetXml(fleet: Fleet): readonly XmlObject[] {
  return fleet.refusals.map(({ market, refusal }) => {
    if ('candidate' in refusal) {
      const { candidate, error } = refusal;
      return {
        ...errorXml(candidate.placement.template, candidate.override, candidate),
        lifecycle: market,
        errorCode: error.code,
        errorMessage: error.message,
      };
    }
    return {
      ...errorXml(refusal.config.template, refusal.override.source),
      lifecycle: market,
      errorCode: refusal.code,
      errorMessage: refusal.message,
    };
  });
}

function errorXml(template: TemplateReference | undefined, override: Params | undefined, candidate?: Candidate): XmlObject {
  return { launchTemplateAndOverrides: templateAndOverrides(template, override, candidate) };
}

/** The type and zone that were tried stand there also when the override left them open. */
function templateAndOverrides(reference: TemplateReference | undefined, override: Params | undefined, candidate?: Candidate): XmlObject {
  const tried = candidate === undefined ? {} : { instanceType: candidate.placement.type.name, availabilityZone: candidate.placement.zone };
  return {
    launchTemplateSpecification:
      reference === undefined ? undefined : { launchTemplateId: reference.template.id, version: String(reference.version.number) },
    overrides: { ...tried, ...(override === undefined ? {} : echo(override)) },
  };
}

export function fleetXml(cloud: Cloud, fleet: Fleet): XmlObject {
  const { source, target } = fleet;
  const sent = echo(source);
  const total = target['on-demand'] + target.spot;
  return {
    activityStatus: activityOf(cloud, fleet),
    createTime: new Date(fleet.createdMs),
    fleetId: fleet.id,
    fleetState: shownState(cloud, fleet),
    clientToken: fleet.clientToken,
    excessCapacityTerminationPolicy: fleet.excessTerminates ? 'termination' : 'no-termination',
    fulfilledCapacity: fleet.live['on-demand'] + fleet.live.spot,
    fulfilledOnDemandCapacity: fleet.live['on-demand'],
    launchTemplateConfigs: sent['launchTemplateConfigs'],
    targetCapacitySpecification: {
      totalTargetCapacity: total,
      onDemandTargetCapacity: target['on-demand'],
      spotTargetCapacity: target.spot,
      defaultTargetCapacityType: source.struct('TargetCapacitySpecification')?.text('DefaultTargetCapacityType') ?? 'on-demand',
      targetCapacityUnitType: source.struct('TargetCapacitySpecification')?.text('TargetCapacityUnitType'),
    },
    terminateInstancesWithExpiration: source.flag('TerminateInstancesWithExpiration') ?? false,
    type: fleet.type,
    replaceUnhealthyInstances: source.flag('ReplaceUnhealthyInstances') ?? false,
    spotOptions: {
      instanceInterruptionBehavior: 'terminate',
      ...(sent['spotOptions'] as XmlObject | undefined),
      allocationStrategy: fleet.options.spot.strategy,
    },
    onDemandOptions: { ...(sent['onDemandOptions'] as XmlObject | undefined), allocationStrategy: fleet.options['on-demand'].strategy },
    tagSet: tagSetXml(fleet.tags),
    errorSet: fleet.type === 'instant' ? errorSetXml(fleet) : undefined,
    fleetInstanceSet: fleet.type === 'instant' ? instanceSetXml(cloud, fleet) : undefined,
  };
}

/** Source: EC2 API reference, FleetData, activityStatus. */
export function activityOf(cloud: Cloud, fleet: Fleet): string {
  if (shownState(cloud, fleet) !== 'active') return fleet.live['on-demand'] + fleet.live.spot > 0 ? 'pending_termination' : 'fulfilled';
  if (fleet.refusals.some(({ refusal }) => !('candidate' in refusal))) return 'error';
  return MARKETS.every((market) => fleet.live[market] >= fleet.target[market]) ? 'fulfilled' : 'pending_fulfillment';
}

/** A deleted fleet is `deleted` once its last machine has ended. */
export function shownState(cloud: Cloud, { state, launches }: Fleet): string {
  if (state === 'active') return state;
  const nowMs = cloud.clock.now();
  const machines = launches.flatMap(({ launch }) => machinesOf(launch));
  const allEnded = machines.every((machine) => ['terminated', undefined].includes(cloud.machines.state(machine, nowMs)?.name));
  return allEnded ? 'deleted' : state;
}
