import type { Cloud } from '../../cloud/cloud.ts';
import { launchOf } from '../../cloud/lifecycle.ts';
import { pageOf } from '../../cloud/paging.ts';
import { ApiError } from '../../server/api-error.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject } from '../../server/xml.ts';
import { checkZones } from './describe-instances.ts';
import { isShown, machinesById } from './select.ts';

/** Running machines only, unless all are asked for. Source: EC2 API reference, DescribeInstanceStatus. */
export function describeInstanceStatus(cloud: Cloud, params: Params): XmlObject {
  const ids = params.texts('InstanceId');
  if (ids.length > 0 && params.text('MaxResults') !== undefined) {
    throw new ApiError('InvalidParameterCombination', 'The parameter instancesSet cannot be used with the parameter maxResults');
  }
  const named = ids.length > 0 ? machinesById(cloud, ids) : undefined;
  checkZones(cloud, named);
  const asked = named ?? everyShown(cloud);
  const nowMs = cloud.clock.now();
  const all = params.flag('IncludeAllInstances') === true;
  const shown = asked.filter((machine) => all || cloud.machines.state(machine, nowMs)?.name === 'running');
  const { items, nextToken } = pageOf(params, shown, 1000);
  return { instanceStatusSet: items.map((machine) => statusXml(cloud, machine)), nextToken };
}

function everyShown(cloud: Cloud): readonly number[] {
  return Array.from({ length: cloud.machines.count }, (_none, machine) => machine).filter((machine) => isShown(cloud, machine));
}

function statusXml(cloud: Cloud, machine: number): XmlObject {
  const state = cloud.machines.state(machine, cloud.clock.now());
  const running = state?.name === 'running';
  const status = { status: running ? 'ok' : 'not-applicable', details: running ? [{ name: 'reachability', status: 'passed' }] : undefined };
  const event = cloud.events.get(machine);
  return {
    instanceId: cloud.ids.machine.of(machine),
    availabilityZone: launchOf(cloud, machine).zone,
    instanceState: { code: state?.code, name: state?.name },
    systemStatus: status,
    instanceStatus: status,
    eventsSet:
      event === undefined
        ? undefined
        : [{ instanceEventId: event.id, code: event.code, description: event.description, notBefore: new Date(event.notBeforeMs) }],
  };
}
