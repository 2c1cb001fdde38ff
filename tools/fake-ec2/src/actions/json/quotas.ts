import type { FakeMarket } from '../../control/protocol.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import { ApiError } from '../../server/api-error.ts';
import type { JsonInput } from './json-action.ts';

/** The two limits that the fake has, by AWS's own codes and names. Source: EC2 user guide, "EC2 instance type quotas". */
const QUOTAS: readonly { readonly code: string; readonly name: string; readonly usageClass: string; readonly market: FakeMarket }[] = [
  {
    code: 'L-1216C47A',
    name: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
    usageClass: 'Standard/OnDemand',
    market: 'on-demand',
  },
  {
    code: 'L-34B43A08',
    name: 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests',
    usageClass: 'Standard/Spot',
    market: 'spot',
  },
];

/** What is said where nothing limits. */
const UNLIMITED = 1_000_000;

/** Source: Service Quotas API reference, ListServiceQuotas. */
export function listServiceQuotas(cloud: Cloud, { ServiceCode }: JsonInput): object {
  checkService(ServiceCode);
  return { Quotas: QUOTAS.map((quota) => quotaOf(cloud, quota)) };
}

export function getServiceQuota(cloud: Cloud, { ServiceCode, QuotaCode }: JsonInput): object {
  checkService(ServiceCode);
  const quota = QUOTAS.find(({ code }) => code === QuotaCode);
  if (quota === undefined) throw new ApiError('NoSuchResourceException', `There is no quota ${String(QuotaCode)}`);
  return { Quota: quotaOf(cloud, quota) };
}

interface MetricQuery {
  readonly Id: string;
  readonly MetricStat?: { readonly Metric?: { readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[] } };
}

/** The vCPUs of each market, of now. Source: CloudWatch API reference, GetMetricData; EC2 user guide, usage metrics of quotas. */
export function getMetricData(cloud: Cloud, { MetricDataQueries }: JsonInput): object {
  const queries = (Array.isArray(MetricDataQueries) ? MetricDataQueries : []) as readonly MetricQuery[];
  return {
    MetricDataResults: queries.map(({ Id, MetricStat }) => {
      const usageClass = MetricStat?.Metric?.Dimensions?.find(({ Name }) => Name === 'Class')?.Value;
      const quota = QUOTAS.find((candidate) => candidate.usageClass === usageClass);
      const known = quota !== undefined && cloud.live[quota.market].vcpus > 0;
      const values = known
        ? { Timestamps: [cloud.clock.now() / 1000], Values: [cloud.live[quota.market].vcpus] }
        : { Timestamps: [], Values: [] };
      return { Id, Label: usageClass ?? Id, StatusCode: 'Complete', ...values };
    }),
    Messages: [],
  };
}

function checkService(code: unknown): void {
  if (code !== 'ec2') throw new ApiError('NoSuchResourceException', `There is no service ${String(code)}`);
}

function quotaOf({ account, region, settings }: Cloud, { code, name, usageClass, market }: (typeof QUOTAS)[number]): object {
  return {
    ServiceCode: 'ec2',
    ServiceName: 'Amazon Elastic Compute Cloud (Amazon EC2)',
    QuotaArn: `arn:aws:servicequotas:${region}:${account}:ec2/${code}`,
    QuotaCode: code,
    QuotaName: name,
    Value: market === 'on-demand' ? (settings.onDemandVcpuLimit ?? UNLIMITED) : UNLIMITED,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
    UsageMetric: {
      MetricNamespace: 'AWS/Usage',
      MetricName: 'ResourceCount',
      MetricDimensions: { Service: 'EC2', Type: 'Resource', Resource: 'vCPU', Class: usageClass },
      MetricStatisticRecommendation: 'Maximum',
    },
  };
}
