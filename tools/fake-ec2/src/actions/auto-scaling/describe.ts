import type { Activity, AutoScalingGroup } from '../../cloud/auto-scaling/group.ts';
import type { Candidate } from '../../cloud/allocation.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { filterItems, readFilters } from '../../cloud/filters.ts';
import { pageOf } from '../../cloud/paging.ts';
import type { Params } from '../../server/params.ts';
import type { XmlObject, XmlValue } from '../../server/xml.ts';
import { groupByName } from './groups.ts';

/** Source: Auto Scaling API reference, DescribeAutoScalingGroups: 100 for a page, 50 by default. */
export function describeAutoScalingGroups(cloud: Cloud, params: Params): XmlObject {
  const names = params.texts('AutoScalingGroupNames');
  const asked = [...cloud.groups.values()].filter(({ name }) => names.length === 0 || names.includes(name));
  const found = filterItems(asked, readFilters(params, 'Filters'), { tags: ({ tags }) => tags, fields: {} });
  const { items, nextToken } = pageOf(params, found, params.integer('MaxRecords', { min: 1, max: 100 }) ?? 50, 'MaxRecords');
  return { AutoScalingGroups: items.map((group) => groupXml(cloud, group)), NextToken: nextToken };
}

/** Source: Auto Scaling API reference, DescribeAutoScalingInstances: 50 for a page. */
export function describeAutoScalingInstances(cloud: Cloud, params: Params): XmlObject {
  const ids = params.texts('InstanceIds');
  const all = [...cloud.groups.values()].flatMap((group) =>
    [...group.members].map(([machine, candidate]) => ({ group, machine, candidate })),
  );
  const asked = all.filter(({ machine }) => ids.length === 0 || ids.includes(cloud.ids.machine.of(machine)));
  const { items, nextToken } = pageOf(params, asked, 50, 'MaxRecords');
  return {
    AutoScalingInstances: items.map(({ group, machine, candidate }) => ({
      ...memberXml(cloud, group, machine, candidate),
      AutoScalingGroupName: group.name,
    })),
    NextToken: nextToken,
  };
}

export function describeScalingActivities(cloud: Cloud, params: Params): XmlObject {
  const name = params.text('AutoScalingGroupName');
  const groups = name === undefined ? [...cloud.groups.values()] : [groupByName(cloud, name)];
  const all = groups.flatMap((group) => group.activities.map((activity) => ({ group, activity })));
  const { items, nextToken } = pageOf(params, all, 100, 'MaxRecords');
  return { Activities: items.map(({ group, activity }) => activityXml(group, activity)), NextToken: nextToken };
}

function groupXml(cloud: Cloud, group: AutoScalingGroup): XmlObject {
  const { name, policy, template, versionText } = group;
  const zones = new Set(group.subnetIds.map((id) => cloud.network.subnets.get(id)?.zone ?? ''));
  return {
    AutoScalingGroupName: name,
    AutoScalingGroupARN: group.arn,
    LaunchTemplate: policy === undefined ? templateXml(template.template, versionText) : undefined,
    MixedInstancesPolicy: policy === undefined ? undefined : policyXml(group),
    MinSize: group.min,
    MaxSize: group.max,
    DesiredCapacity: group.desired,
    DefaultCooldown: 300,
    AvailabilityZones: [...zones],
    LoadBalancerNames: [],
    TargetGroupARNs: [],
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: 0,
    Instances: [...group.members].map(([machine, candidate]) => memberXml(cloud, group, machine, candidate)),
    CreatedTime: new Date(group.createdMs),
    SuspendedProcesses: [...group.suspended].map((ProcessName) => ({ ProcessName, SuspensionReason: 'User suspended' })),
    VPCZoneIdentifier: group.subnetIds.join(','),
    EnabledMetrics: [],
    Tags: group.tags.map(({ key, value, propagate }) => ({
      ResourceId: name,
      ResourceType: 'auto-scaling-group',
      Key: key,
      Value: value,
      PropagateAtLaunch: propagate,
    })),
    TerminationPolicies: ['Default'],
    NewInstancesProtectedFromScaleIn: group.protectNew,
    ServiceLinkedRoleARN: `arn:aws:iam::${cloud.account}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
    CapacityRebalance: group.capacityRebalance,
  };
}

function templateXml({ id, name }: AutoScalingGroup['template']['template'], version: string | undefined): XmlObject {
  return { LaunchTemplateId: id, LaunchTemplateName: name, Version: version };
}

function policyXml({ policy, template, versionText, distribution }: AutoScalingGroup): XmlObject {
  const overrides = policy?.struct('LaunchTemplate')?.structs('Overrides') ?? [];
  return {
    LaunchTemplate: { LaunchTemplateSpecification: templateXml(template.template, versionText), Overrides: overrides.map(echoQuery) },
    InstancesDistribution: {
      OnDemandAllocationStrategy: distribution.onDemandStrategy,
      OnDemandBaseCapacity: distribution.onDemandBase,
      OnDemandPercentageAboveBaseCapacity: distribution.onDemandPercent,
      SpotAllocationStrategy: distribution.spotStrategy,
      SpotInstancePools: distribution.spotStrategy === 'lowest-price' ? distribution.spotPools : undefined,
      SpotMaxPrice: distribution.spotMaxPriceUsd === undefined ? undefined : String(distribution.spotMaxPriceUsd),
    },
  };
}

/** Query proper answers with the names of the request. */
function echoQuery(params: Params): XmlObject {
  return Object.fromEntries(
    params.names().map((name): readonly [string, XmlValue] => {
      const texts = params.texts(name);
      if (texts.length > 0) return [name, texts];
      const inner = params.struct(name);
      return [name, inner !== undefined && inner.names().length > 0 ? echoQuery(inner) : params.text(name)];
    }),
  );
}

function memberXml(cloud: Cloud, group: AutoScalingGroup, machine: number, { placement, weight, override }: Candidate): XmlObject {
  const state = cloud.machines.state(machine, cloud.clock.now())?.name;
  return {
    InstanceId: cloud.ids.machine.of(machine),
    InstanceType: placement.type.name,
    AvailabilityZone: placement.zone,
    LifecycleState: state === 'pending' ? 'Pending' : 'InService',
    HealthStatus: 'Healthy',
    LaunchTemplate: templateXml(group.template.template, String(placement.template?.version.number ?? group.template.version.number)),
    ProtectedFromScaleIn: group.protectedMembers.has(machine),
    WeightedCapacity: override?.text('WeightedCapacity') === undefined ? undefined : String(weight),
  };
}

function activityXml({ name, arn }: AutoScalingGroup, { id, startedMs, status, description, cause, message }: Activity): XmlObject {
  const StartTime = new Date(startedMs);
  return {
    ActivityId: id,
    AutoScalingGroupName: name,
    Description: description,
    Cause: cause,
    StartTime,
    EndTime: StartTime,
    StatusCode: status,
    StatusMessage: message,
    Progress: 100,
    Details: '{}',
    AutoScalingGroupARN: arn,
  };
}
